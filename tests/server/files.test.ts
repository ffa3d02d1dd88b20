import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tab } from '../support/browser-like';
import { People, until, view } from '../support/people';
import { KINDS } from '../support/servers';
import { provideWebSocket } from '../support/websocket';

provideWebSocket();

const [ALICE, BOB] = ['alice@localhost', 'bob@localhost'];
const text = (content: string, name = 'list.txt') => ({ blob: new Blob([content], { type: 'text/plain' }), name });
const newest = async (tab: Tab, chat: string) => (await view(tab, chat)).messages.at(-1);

describe.each(KINDS)('files over %s', (kind) => {
  let people: People;
  let alice: Tab;
  let bob: Tab;

  beforeAll(async () => {
    people = await People.at(kind, 'files');
    [alice, bob] = await people.arrive('alice', 'bob');
    await alice.engine.addContact(BOB);
    await until(async () => expect((await bob.engine.people())[0]).toMatchObject({ asks: true }));
    await bob.engine.acceptContact(ALICE);
    await until(async () => expect((await bob.engine.people())[0]).toMatchObject({ relation: 'both' }));
  });
  afterAll(() => people?.leave());

  it('are uploaded, told of, and fetched', async () => {
    expect(await alice.engine.files.uploadLimit()).toEqual({ offered: true, maxSize: 100 * 1024 * 1024 });
    await alice.engine.files.sendFiles(BOB, [{ ...text('milk, bread'), caption: 'For Sunday' }]);
    expect(await newest(alice, BOB)).toMatchObject({
      text: 'For Sunday',
      status: 'waiting',
      file: { name: 'list.txt' }
    });
    await until(async () =>
      expect(await newest(alice, BOB)).toMatchObject({ status: 'delivered', file: { state: 'here' } })
    );
    const received = await newest(bob, ALICE);
    expect(received).toMatchObject({
      text: 'For Sunday',
      file: { kind: 'file', name: 'list.txt', type: 'text/plain', size: 11, state: 'there' }
    });
    expect(await bob.engine.files.fetchFile(ALICE, received!.id)).toBe(true);
    const blob = await bob.engine.files.file(ALICE, received!.id);
    expect(await blob?.text()).toBe('milk, bread');
    expect(await newest(bob, ALICE)).toMatchObject({ file: { state: 'here' } });
    expect(await bob.engine.files.storageUse()).toMatchObject({ files: 11, count: 1 });
  });
});
