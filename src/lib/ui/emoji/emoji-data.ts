import { folded } from '../../client/match';

/** One emoji of the picker. */
export interface Emoji {
  emoji: string;
  /** What it is called, in the language of the app. */
  name: string;
  group: Group;
  /** In the tones 1 to 5 (Unicode TR51 §2.4), where it has them. */
  tones?: string[];
  /** Words that find it, as a search sees them. */
  words: string[];
}

/** The groups in their order, by their number in the data. */
export const GROUPS = [
  [0, 'smileys'],
  [1, 'people'],
  [3, 'nature'],
  [4, 'food'],
  [5, 'travel'],
  [6, 'activities'],
  [7, 'objects'],
  [8, 'symbols'],
  [9, 'flags']
] as const;
/** What kind of emoji. */
export type Group = (typeof GROUPS)[number][1];

const NAMES = new Map<number, Group>(GROUPS);
const FOUND = 90;

/** An emoji as `emoji-picker-element-data` tells of it. */
export interface RawEmoji {
  emoji: string;
  annotation: string;
  tags?: string[];
  group: number;
  version: number;
  skins?: { emoji: string; tone: number | number[]; version: number }[];
}

/** The emoji of the data that are no newer than a version of Unicode's emoji. */
export function readEmoji(data: readonly RawEmoji[], newest: number): Emoji[] {
  return data.flatMap(({ emoji, annotation, tags = [], group, version, skins = [] }) => {
    const name = NAMES.get(group);
    if (name === undefined || version > newest) return [];
    const tones = skins.flatMap((skin) => (typeof skin.tone === 'number' && skin.version <= newest ? skin.emoji : []));
    const words = [annotation, ...tags].flatMap((words) => folded(words).split(/[\s:,-]+/));
    return { emoji, name: annotation, group: name, words, ...(tones.length === 5 && { tones }) };
  });
}

/** The emoji that all the words typed begin a word of; those whose name itself begins so come first. */
export function findEmoji(all: readonly Emoji[], query: string): Emoji[] {
  const wanted = folded(query).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return [];
  const found = all.filter(
    ({ emoji, words }) => emoji === query.trim() || wanted.every((word) => words.some((one) => one.startsWith(word)))
  );
  const isFirst = ({ words }: Emoji): boolean => words[0] === wanted[0];
  return [...found.filter(isFirst), ...found.filter((one) => !isFirst(one))].slice(0, FOUND);
}

/** The emoji in a tone, 1 to 5; 0 for none. */
export function inTone({ emoji, tones }: Pick<Emoji, 'emoji' | 'tones'>, tone: number): string {
  return tones?.[tone - 1] ?? emoji;
}
