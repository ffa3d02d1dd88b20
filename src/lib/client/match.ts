/** Text as a search sees it: without case and accents. */
export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}

/** Whether a name or an address holds what was typed. */
export function isMatch(query: string, who: { name: string; address: string }): boolean {
  const wanted = folded(query);
  return folded(who.name).includes(wanted) || folded(who.address).includes(wanted);
}
