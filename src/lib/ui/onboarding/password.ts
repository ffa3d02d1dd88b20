const WORDS = 6;
const SMALLEST = 10;
const NUMBERS = 90;

/** A whole number below `limit`, each as likely as any other: what would tip the balance is drawn again. */
export function randomBelow(limit: number): number {
  const fair = 2 ** 32 - (2 ** 32 % limit);
  const draw = new Uint32Array(1);
  for (;;) {
    const value = crypto.getRandomValues(draw)[0] ?? fair;
    if (value < fair) return value % limit;
  }
}

/** How many bits a guesser who knows the list has to guess. */
export function strengthOf(list: readonly string[]): number {
  return WORDS * Math.log2(list.length) + Math.log2(NUMBERS);
}

/** A password to say aloud and to type: `tulip-harbour-93-lantern-…`. */
export function makePassword(list: readonly string[]): string {
  const parts = Array.from({ length: WORDS }, () => list[randomBelow(list.length)] ?? '');
  parts.splice(2, 0, String(SMALLEST + randomBelow(NUMBERS)));
  return parts.join('-');
}

/** The words of a language to make passwords of. */
export async function loadWords(locale: string): Promise<string[]> {
  const { words } = await (locale === 'es' ? import('./words-es') : import('./words-en'));
  return words.split(' ');
}
