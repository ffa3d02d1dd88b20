let asked = false;

/**
 * Asks the browser not to clear what is stored when space gets short. Call it after the first message that was sent:
 * from then on there is something to lose, and the page has been used, which some browsers want. Asks once per page.
 */
export async function keepStorage(): Promise<boolean> {
  const { storage } = navigator;
  if (!storage?.persist) return false;
  if (await storage.persisted()) return true;
  if (asked) return false;
  asked = true;
  return storage.persist();
}
