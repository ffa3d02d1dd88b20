const CONTROLS = /[\u202A-\u202E\u2066-\u2069]/;
const PDF = '\u202C';
const PDI = '\u2069';
const EMBEDDINGS = '\u202A\u202B\u202D\u202E';
const ISOLATES = '\u2066\u2067\u2068';

/**
 * The text without direction controls that have no partner in their paragraph, so that none reaches past the text it
 * was written for (UAX #9 §3.3.2). For the screen only: the stored text stays what was sent.
 */
export function balanceDirections(text: string): string {
  if (!CONTROLS.test(text)) return text;
  return text.split('\n').map(balanceParagraph).join('\n');
}

function balanceParagraph(line: string): string {
  const drop = new Set<number>();
  const isolates: number[] = [];
  // The embeddings open on each level; an isolate begins a level, and what is open in it ends with it.
  const levels: number[][] = [[]];
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    if (EMBEDDINGS.includes(char)) levels.at(-1)?.push(at);
    else if (ISOLATES.includes(char)) {
      isolates.push(at);
      levels.push([]);
    } else if (char === PDF) {
      if (levels.at(-1)?.pop() === undefined) drop.add(at);
    } else if (char === PDI) {
      if (isolates.pop() === undefined) drop.add(at);
      else for (const open of levels.pop() ?? []) drop.add(open);
    }
  }
  for (const open of [...isolates, ...levels.flat()]) drop.add(open);
  if (drop.size === 0) return line;
  return Array.from({ length: line.length }, (_, at) => (drop.has(at) ? '' : line.charAt(at))).join('');
}
