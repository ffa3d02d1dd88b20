import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fetchItems } from '../../src/lib/xmpp/xep/0060-pubsub';
import { readPack } from '../../src/lib/xmpp/xep/0449-sticker-packs';
import { STICKERS } from '../../src/lib/xmpp/xep/0449-stickers';
import type { Tab } from '../support/browser-like';
import { People, until, view } from '../support/people';
import { KINDS } from '../support/servers';
import { provideWebSocket } from '../support/websocket';

provideWebSocket();
vi.mock('../../src/lib/engine/shrink', () => ({
  shrinkSticker: (blob: Blob) => Promise.resolve({ blob, width: 1, height: 1 })
}));

const [ALICE, BOB] = ['alice@localhost', 'bob@localhost'];
const PIXEL = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='),
  (character) => character.charCodeAt(0)
);
/** A small picture that is another one for each `n`. */
const picture = (n: number) => new Blob([PIXEL, Uint8Array.of(n)], { type: 'image/png' });
const names = async ({ engine }: Tab) => (await engine.stickers.stickerPacks()).map((pack) => pack.names[0]?.text);
const isQuiet = (tab: Tab) => until(async () => expect(await tab.db.count('outbox')).toBe(0));

describe.each(KINDS)('packs of stickers over %s', (kind) => {
  let people: People;
  let alice: Tab;
  let bob: Tab;

  beforeAll(async () => {
    people = await People.at(kind, 'stickers');
    [alice, bob] = await people.arrive('alice', 'bob');
  });
  afterAll(() => people?.leave());

  it('are in the node of who made them, several at once, and open to others', async () => {
    const { stickers } = alice.engine;
    const cats = await stickers.makeSticker(picture(1), '😺', { name: 'Cats' });
    await stickers.makeSticker(picture(2), '😾', { key: cats });
    await stickers.makeSticker(picture(3), '🐶', { name: 'Dogs' });
    await isQuiet(alice);
    expect(await stickers.stickerPacks()).not.toContainEqual(expect.objectContaining({ error: expect.anything() }));
    const items = await fetchItems(await people.stream('bob'), STICKERS, { to: ALICE });
    const packs = await Promise.all(items.map(readPack));
    expect(packs.map((pack) => pack?.names[0]?.text).sort()).toEqual(['Cats', 'Dogs']);
  });

  it('come with a sticker to who wants them, with their pictures, and to other devices', async () => {
    const { stickers } = alice.engine;
    const cats = (await stickers.stickerPacks()).find((pack) => pack.names[0]?.text === 'Cats')!;
    await stickers.sendSticker(BOB, cats.key, cats.stickers[0]!.hash);
    const message = async () => (await view(bob, ALICE)).messages.at(-1);
    await until(async () =>
      expect(await message()).toMatchObject({ file: { kind: 'sticker', desc: '😺', ofPack: true } })
    );
    const found = await bob.engine.stickers.findPack(ALICE, (await message())!.id);
    expect(found).toMatchObject({ kept: false, stickers: [{ desc: '😺' }, { desc: '😾' }] });
    const blob = await bob.engine.stickers.stickerPicture(found.key, found.stickers[1]!.hash);
    expect(new Uint8Array(await blob!.arrayBuffer()).at(-1)).toBe(2);
    await bob.engine.stickers.addPack(found.key);
    await isQuiet(bob);
    const tablet = await people.open('bob', 'tablet');
    await tablet.engine.stickers.refreshPacks();
    expect(await names(tablet)).toEqual(['Cats']);

    await stickers.renamePack(cats.key, 'Our cats');
    await isQuiet(alice);
    await bob.engine.stickers.removePack(found.key);
    await isQuiet(bob);
    await tablet.engine.stickers.refreshPacks();
    expect(await names(tablet)).toEqual([]);
    // The sticker names a pack that is called otherwise by now.
    const again = await tablet.engine.stickers.findPack(ALICE, (await view(tablet, ALICE)).messages.at(-1)!.id);
    expect(again.names[0]?.text).toBe('Our cats');
  });
});
