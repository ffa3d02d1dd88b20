// Direction controls, zero-width spaces and joiners without effect, and control characters: nobody writes them in a name.
const UNSEEN = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** A name without what can't be seen in it, so that it reads as it is; the address when nothing is left (SECURITY 15). */
export function shownName({ name, address }: { name: string; address: string }): string {
  return name.replace(UNSEEN, '').trim() || address;
}

/** The same person or chat under the name to show. */
export function withShownName<T extends { name: string; address: string }>(item: T): T {
  const name = shownName(item);
  return name === item.name ? item : { ...item, name };
}
