/** How many characters of a name are shown. */
const LONGEST = 40;
const TAIL = 12;

/** A file's name with its middle left out when it is long: its end tells what it is. */
export function shortName(name: string): string {
  const letters = [...name];
  if (letters.length <= LONGEST) return name;
  return `${letters.slice(0, LONGEST - TAIL - 1).join('')}…${letters.slice(-TAIL).join('')}`;
}

/** What a file's name ends with, in capitals, where it is short enough to be a kind of file. */
export function extensionOf(name: string): string {
  return /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toUpperCase() ?? '';
}
