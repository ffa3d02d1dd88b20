import { bareJid } from '../base/jid';

// What no letter, word or emoji of any script needs: direction controls, spaces without width, fillers, controls.
const UNSEEN = /(?![\p{Join_C}\p{VS}\u{e0020}-\u{e007f}])[\p{DI}\p{Cc}\u2028\u2029\u2800]/gu;
// What Persian, Indian scripts or emoji need, where it does nothing and can't be seen.
const IDLE = /(?<=[\p{sc=Latin}\p{sc=Cyrillic}\p{sc=Greek}])[\p{Join_C}\p{VS}\u{e0020}-\u{e007f}]+/gu;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** The scripts whose letters look like each other's. */
const ALIKE = [/\p{sc=Latin}/u, /\p{sc=Cyrillic}/u, /\p{sc=Greek}/u];

interface Named {
  name: string;
  address: string;
}

/** Somebody under the name to show. */
export type Shown<T> = T & {
  /** The name could deceive: the address belongs beside it. */
  doubtful?: true;
};

/** A name without what can't be seen in it, so that it reads as it is; the address when nothing is left (SECURITY 15). */
export function shownName({ name, address }: Named): string {
  return name.replace(UNSEEN, '').replace(IDLE, '').trim() || address;
}

/**
 * Whether a name could be taken for another one: it holds something that can't be seen, mixes the letters of scripts that
 * look alike in one word (UTS 39 §5.1), or looks like somebody else's address (SECURITY 15).
 */
export function isDoubtful({ name, address }: Named): boolean {
  const shown = shownName({ name, address });
  if (shown !== name.trim() && shown !== address) return true;
  const plain = shown.normalize('NFKC');
  if (plain.includes('@') && bareJid(plain) !== address) return true;
  return (shown.match(WORD) ?? []).some((word) => ALIKE.filter((script) => script.test(word)).length > 1);
}

/** The same person or chat under the name to show. */
export function withShownName<T extends Named>(item: T): Shown<T> {
  const name = shownName(item);
  const doubtful = isDoubtful(item);
  return name === item.name && !doubtful ? item : { ...item, name, ...(doubtful && { doubtful }) };
}
