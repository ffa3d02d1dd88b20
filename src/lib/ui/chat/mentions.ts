/** A stretch of a text; `mention` when it is an `@` with somebody's nickname. */
export interface Stretch {
  text: string;
  mention?: true;
}

const WORD = /[\p{L}\p{M}\p{N}_]/u;
/** The longest nickname that is looked for. */
const LONGEST = 60;

/** Whether a whole word could begin or end between these two characters. */
function isEdge(before: string, after: string): boolean {
  return !WORD.test(before) || !WORD.test(after);
}

/** Splits a text at each `@` that one of these nicknames, given in lower case, follows as a whole word. */
export function splitMentions(text: string, known: ReadonlySet<string>): Stretch[] {
  if (!text.includes('@')) return text === '' ? [] : [{ text }];
  const parts: Stretch[] = [];
  const longest = Math.min(LONGEST, Math.max(0, ...Array.from(known, (nick) => nick.length)));
  let done = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (at < done || WORD.test(text.charAt(at - 1))) continue;
    const end = endOfNick(text, at + 1, longest, known);
    if (end === undefined) continue;
    if (at > done) parts.push({ text: text.slice(done, at) });
    parts.push({ text: text.slice(at, end), mention: true });
    done = end;
  }
  if (done < text.length) parts.push({ text: text.slice(done) });
  return parts;
}

function endOfNick(text: string, from: number, longest: number, known: ReadonlySet<string>): number | undefined {
  for (let end = Math.min(text.length, from + longest); end > from; end--) {
    if (isEdge(text.charAt(end - 1), text.charAt(end)) && known.has(text.slice(from, end).toLowerCase())) return end;
  }
  return undefined;
}
