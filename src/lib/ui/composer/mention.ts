import { folded } from '../../client/match';

/** An `@` that is being written: where it stands, and what follows it up to the caret. */
export interface Mention {
  at: number;
  query: string;
}

interface Called {
  name: string;
  nick: string;
  present: boolean;
}

/** The longest beginning of a name that is looked for. */
const LONGEST = 40;
const SHOWN = 8;
const BEFORE = /[\s([{"'«“¿¡،:;,.-]$/u;

/** The mention that is being written before the caret, if any: an `@` at the beginning of a word, on the same line. */
export function mentionAt(text: string, caret: number): Mention | undefined {
  const at = text.lastIndexOf('@', caret - 1);
  if (at < 0 || caret - at > LONGEST) return undefined;
  const query = text.slice(at + 1, caret);
  if (/\n/.test(query) || /^\s/.test(query)) return undefined;
  const before = text.slice(0, at);
  return before === '' || BEFORE.test(before) ? { at, query } : undefined;
}

/** Whom the beginning of a name fits, by any word of their name or nickname: those who are there first. */
export function peopleFor<T extends Called>(query: string, people: readonly T[]): T[] {
  const wanted = foldedStart(query);
  const fits = (text: string): boolean => ` ${folded(text)}`.includes(` ${wanted}`);
  const found = people.filter(({ name, nick }) => fits(nick) || fits(name));
  return found.sort((a, b) => Number(b.present) - Number(a.present)).slice(0, SHOWN);
}

/** Like {@link folded}, but a space at the end says that the word is complete. */
function foldedStart(query: string): string {
  const start = folded(query);
  return /\s$/.test(query) ? `${start} ` : start;
}

/** The text with the mention complete, and where the caret stands then. */
export function complete(text: string, caret: number, { at }: Mention, nick: string): { text: string; caret: number } {
  const rest = text.slice(caret);
  const written = `@${nick} `;
  return { text: text.slice(0, at) + written + rest.replace(/^ /, ''), caret: at + written.length };
}
