import { bareJid } from '../base/jid';

// Direction controls, zero-width spaces, blanks that are letters, and control characters: nobody writes them in a name.
const UNSEEN =
  /[\p{Cc}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\u2800\u3164\ufeff\uffa0]/gu;
// Between these letters a joiner does nothing and can't be seen; Persian, Indian scripts and emoji need it.
const IDLE_JOINER = /(?<=[\p{sc=Latin}\p{sc=Cyrillic}\p{sc=Greek}])[\u200c\u200d]/gu;
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
  return name.replace(UNSEEN, '').replace(IDLE_JOINER, '').trim() || address;
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
