import { beforeEach, describe, expect, it } from 'vitest';
import { memoryAccount, ROMEO, type MemoryAccount } from '../../../tests/engine/memory-account';
import { answering, stanza } from '../../../tests/support/requests';
import { addTask } from '../store/outbox';
import { newRoom } from '../store/rooms';
import { StanzaError, type Requests } from '../xmpp/requests';
import type { PubsubEvent } from '../xmpp/xep/0060-pubsub';
import { BOOKMARKS, type Bookmark } from '../xmpp/xep/0402-bookmarks';
import { Bookmarks, fetchBookmarks, fetchOldBookmarks, publishBookmark } from './bookmarks';

const A = 'a@muc.example.org';
const B = 'b@muc.example.org';
const KEPT = `<x xmlns="urn:other:client">kept</x>`;
const bookmark = (room: string, more: Partial<Bookmark> = {}): Bookmark => ({
  room,
  autojoin: true,
  extensions: '',
  ...more
});
const event = (more: Partial<PubsubEvent>): PubsubEvent => ({
  from: ROMEO,
  node: BOOKMARKS,
  items: [],
  retracted: [],
  emptied: false,
  ...more
});
const item = (room: string, inside = '', attrs = `autojoin='true'`) => ({
  id: room,
  payload: stanza(`<conference xmlns='${BOOKMARKS}' ${attrs}>${inside}</conference>`)
});

describe('the list of rooms', () => {
  let account: MemoryAccount;
  let bookmarks: Bookmarks;
  beforeEach(async () => {
    account = await memoryAccount();
    bookmarks = new Bookmarks(account.context, account.lease, () => 5);
  });
  const rooms = async () => (await account.db.getAll('rooms')).filter((row) => row.bookmark).map(({ room }) => room);
  const row = (room: string) => account.db.get('rooms', [ROMEO, room]);

  it('becomes what the server has, and tells what is new and gone', async () => {
    expect((await bookmarks.replace([bookmark(A), bookmark(B)])).known.map(({ room }) => room)).toEqual([A, B]);
    expect(await bookmarks.replace([bookmark(B, { nick: 'Rome', extensions: KEPT })])).toMatchObject({ gone: [A] });
    expect(await rooms()).toEqual([B]);
    expect((await row(B))?.bookmark).toEqual({ autojoin: true, nick: 'Rome', extensions: KEPT });
    expect(await account.db.get('chats', [ROMEO, B])).toMatchObject({ kind: 'room', readOrder: 5_000 });
  });

  it('follows what another device changes', async () => {
    await bookmarks.replace([bookmark(A), bookmark(B)]);
    const changes = await bookmarks.handle(event({ items: [item(A, '<nick>Rome</nick>', '')], retracted: [B] }));
    expect(changes).toMatchObject({ known: [{ room: A, bookmark: { nick: 'Rome', autojoin: false } }], gone: [B] });
    expect(await rooms()).toEqual([A]);
    await bookmarks.handle(event({ emptied: true }));
    expect(await rooms()).toEqual([]);
  });

  it('keeps what was done here and still waits', async () => {
    await bookmarks.replace([bookmark(A)]);
    const tx = account.db.transaction(['outbox', 'rooms'], 'readwrite');
    for (const address of [A, B]) await addTask(tx as never, ROMEO, { kind: 'bookmark', address });
    await tx.objectStore('rooms').put({ ...newRoom(ROMEO, B) });
    await tx.done;
    await bookmarks.replace([bookmark(B)]);
    await bookmarks.handle(event({ items: [item(B)], retracted: [A] }));
    expect(await rooms()).toEqual([A]);
  });

  it('takes an invitation for answered, and a problem for over when the room is gone', async () => {
    const invitation = { by: 'x@example.org', time: 1, mediated: false };
    await account.db.put('rooms', { ...newRoom(ROMEO, A), invitation });
    await bookmarks.replace([bookmark(A)]);
    expect((await row(A))?.invitation).toBeUndefined();
    await account.db.put('rooms', { ...newRoom(ROMEO, A), bookmark: bookmark(A), problem: 'room-banned' });
    await bookmarks.replace([]);
    expect(await row(A)).toEqual(newRoom(ROMEO, A));
  });

  it('brings what the user wants to be told of, and takes it away again', async () => {
    const notify = `<notify xmlns="urn:xmpp:notification-settings:1"><never/></notify>`;
    await bookmarks.replace([bookmark(A, { extensions: notify })]);
    expect((await account.db.get('chats', [ROMEO, A]))?.notify).toEqual({ rule: 'none' });
    await bookmarks.replace([bookmark(A)]);
    expect((await account.db.get('chats', [ROMEO, A]))?.notify).toBeUndefined();
  });

  it('passes over what is none', async () => {
    const changes = await bookmarks.handle(
      event({
        items: [item('@@/'), item('muc.example.org'), { id: A }, { id: B, payload: stanza(`<other xmlns='urn:o'/>`) }],
        retracted: ['never@muc.example.org']
      })
    );
    expect(changes.known).toEqual([]);
    expect(await rooms()).toEqual([]);
    expect(await account.db.getAll('rooms')).toEqual([]);
  });

  it('of old comes into the new place', async () => {
    await bookmarks.import([bookmark(A), bookmark(B, { autojoin: false })]);
    const tasks = (await account.db.getAll('outbox')).map(({ task }) => task);
    expect(tasks).toEqual([
      { kind: 'bookmark', address: A },
      { kind: 'bookmark', address: B }
    ]);
    expect(await rooms()).toEqual([A, B]);
  });
});

describe('the list on the server', () => {
  it('is unknown where there is none, and fails only with the stream', async () => {
    expect(await fetchBookmarks(answering(ROMEO, new StanzaError('item-not-found')))).toBeUndefined();
    expect(await fetchOldBookmarks(answering(ROMEO, new StanzaError('service-unavailable')))).toBeUndefined();
    await expect(fetchBookmarks(answering(ROMEO, new StanzaError('closed')))).rejects.toThrow('closed');
    await expect(fetchOldBookmarks(answering(ROMEO, new StanzaError('timeout')))).rejects.toThrow('timeout');
  });

  it('of old may hold anything', async () => {
    const old = (inside: string) =>
      fetchOldBookmarks(answering(ROMEO, `<query xmlns='jabber:iq:private'>${inside}</query>`));
    expect(await old('')).toEqual([]);
    expect(await old(`<storage xmlns='urn:other'/>`)).toEqual([]);
    expect(
      await old(`<storage xmlns='storage:bookmarks'>text<url name='x'/><conference/><conference jid='@@'/></storage>`)
    ).toEqual([]);
    const one = await old(
      `<storage xmlns='storage:bookmarks'><conference jid='A@muc.example.org' autojoin='perhaps' minimize='1'><nick/></conference></storage>`
    );
    expect(one).toMatchObject([{ room: A, autojoin: false }]);
  });

  it('loses a room that is there no more without a word', async () => {
    const gone = answering(ROMEO, new StanzaError('item-not-found'));
    await publishBookmark(gone, newRoom(ROMEO, A), { privateNodes: true });
    expect(gone.asked).toHaveLength(1);
    const refused = answering(ROMEO, new StanzaError('forbidden'));
    await expect(publishBookmark(refused, newRoom(ROMEO, A), { privateNodes: true })).rejects.toThrow('forbidden');
  });

  it('of old keeps what others put there', async () => {
    const conference = (room: string) => `<conference jid='${room}'><keep xmlns='urn:k'/></conference>`;
    const storage = `<query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'><url name='w' url='https://w'/>${conference(A)}${conference(B)}</storage></query>`;
    const requests = answering(ROMEO, storage, '');
    const changed = { ...newRoom(ROMEO, A), bookmark: { autojoin: true, nick: 'Rome', extensions: '' } };
    await publishBookmark(requests, changed, { privateNodes: false });
    const written = String(requests.asked[1]);
    expect(written).toContain('https://w');
    expect(written.match(/urn:k/g)).toHaveLength(2);
    expect(written).toContain('Rome');
    const removing = answering(ROMEO, storage, '');
    await publishBookmark(removing, newRoom(ROMEO, A), { privateNodes: false });
    expect(String(removing.asked[1])).toContain(B);
    expect(String(removing.asked[1])).not.toContain(A);
  });

  it('of old loses nothing when two rooms go at once', async () => {
    let stored = `<storage xmlns='storage:bookmarks'><conference jid='${A}'/><conference jid='${B}'/></storage>`;
    const requests: Requests = {
      self: ROMEO,
      request: async (type, _to, payload) => {
        if (type === 'set') stored = String(payload?.children[0]);
        return stanza(`<iq><query xmlns='jabber:iq:private'>${stored}</query></iq>`);
      }
    };
    const remove = (room: string) => publishBookmark(requests, newRoom(ROMEO, room), { privateNodes: false });
    await Promise.all([remove(A), remove(B)]);
    expect(stored).not.toContain('conference');
  });
});
