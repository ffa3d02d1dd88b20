import { expect, it } from 'vitest';
import { withoutPlace } from './movie-boxes';

const PLACE = '+40.4168-003.7038/';
const text = (words: string): number[] => [...words].map((c) => c.charCodeAt(0));
const uint32 = (n: number): number[] => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
const box = (name: string, ...inside: (number[] | string)[]): number[] => {
  const body = inside.flatMap((one) => (typeof one === 'string' ? text(one) : one));
  return [...uint32(body.length + 8), ...text(name), ...body];
};
const large = (name: string, inside: string): number[] => [
  ...[...uint32(1), ...text(name), ...uint32(0), ...uint32(inside.length + 16)],
  ...text(inside)
];
const header = (name: string, version: number): number[] =>
  box(name, [version, 0, 0, 0], version ? 'WHEN-IT-WAS-MADE' : 'WHEN-IT-', 'keep-this-as-it-is');
const file = (...boxes: number[][]): Blob => new Blob([Uint8Array.from(boxes.flat())], { type: 'video/mp4' });
const read = async (blob: Blob): Promise<string> => String.fromCharCode(...new Uint8Array(await blob.arrayBuffer()));

const udta = box('udta', box('\xa9xyz', PLACE));
const track = box('trak', header('tkhd', 1), box('mdia', header('mdhd', 0), box('minf', 'frames')), box('meta', PLACE));
const FILM = [
  box('ftyp', 'qt  '),
  large('mdat', 'the picture udta itself'),
  box('moov', header('mvhd', 0), track, udta, box('meta', box('ilst', PLACE))),
  box('uuid', PLACE),
  box('free', '')
];

it('a film says no longer where and when it was taken, and nothing else of it moves', async () => {
  const before = await read(file(...FILM));
  const cleaned = await withoutPlace(file(...FILM));
  const after = await read(cleaned);
  expect(cleaned.type).toBe('video/mp4');
  expect(before.split(PLACE)).toHaveLength(5);
  for (const gone of [PLACE, 'WHEN', 'MADE', 'uuid', 'meta']) expect(after, gone).not.toContain(gone);
  expect(after).toHaveLength(before.length);
  for (const kept of ['the picture udta itself', 'frames', 'keep-this-as-it-is', 'mdhd', 'ftypqt'])
    expect(after.indexOf(kept), kept).toBe(before.indexOf(kept));
  expect(after.split('keep-this')).toHaveLength(4);
});

it('what is no film stays as it is, and a broken one as far as it can be read', async () => {
  const whole = FILM.flat();
  for (let end = 0; end < whole.length; end++) expect((await withoutPlace(file(whole.slice(0, end)))).size).toBe(end);
  for (const other of [text('\x1aE\xdf\xa3 webm udta'), box('abcd', udta), [...uint32(7), ...text('ftyp')], []])
    expect(await read(await withoutPlace(file(other)))).toBe(await read(file(other)));
  const open = [...uint32(0), ...text('moov'), ...udta];
  expect(await read(await withoutPlace(file(box('ftyp', 'qt  '), open)))).not.toContain(PLACE);
});
