import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { utf8 } from '../../src/lib/xmpp/base64';
import { OWN_INFO } from '../../src/lib/xmpp/features';
import { buildMessage, parseMessage, type ParsedMessage } from '../../src/lib/xmpp/message';
import { buildAvailable, parsePresence, type ParsedPresence } from '../../src/lib/xmpp/presence';
import { openStream, type Stream } from '../../src/lib/xmpp/stream';
import { attr, el, type Element } from '../../src/lib/xmpp/xml';
import { buildInfo, fetchDiscoItemsPage, fetchInfo, parseInfoRequest } from '../../src/lib/xmpp/xep/0030-disco';
import {
  buildJoin,
  buildLeave,
  buildMediatedInvite,
  buildNickChange,
  buildSubject
} from '../../src/lib/xmpp/xep/0045-muc';
import * as admin from '../../src/lib/xmpp/xep/0045-muc-admin';
import { fetchRoomInfo, findRoomService } from '../../src/lib/xmpp/xep/0045-room-info';
import { OLD_BOOKMARKS, parseOldBookmarks } from '../../src/lib/xmpp/xep/0048-bookmarks';
import { fetchPrivateXml } from '../../src/lib/xmpp/xep/0049-private-xml';
import { fetchVcardPhoto, setVcardPhoto } from '../../src/lib/xmpp/xep/0054-vcard';
import { fetchItems, parseEvent, publish } from '../../src/lib/xmpp/xep/0060-pubsub';
import { buildCaps, computeVer } from '../../src/lib/xmpp/xep/0115-caps';
import { buildInvitation } from '../../src/lib/xmpp/xep/0249-invitation';
import { parseArchiveResult, queryArchive } from '../../src/lib/xmpp/xep/0313-archive';
import { buildStanzaId } from '../../src/lib/xmpp/xep/0359-stanza-ids';
import {
  BOOKMARKS,
  BOOKMARKS_COMPAT,
  BOOKMARKS_NODE,
  buildBookmark,
  parseBookmark
} from '../../src/lib/xmpp/xep/0402-bookmarks';
import { selfPing } from '../../src/lib/xmpp/xep/0410-self-ping';
import { requestModeration } from '../../src/lib/xmpp/xep/0425-moderation';
import { parseNotify, withNotify } from '../../src/lib/xmpp/xep/0492-notification-settings';
import { startServers, type ServerKind, type Servers } from '../support/servers';
import { provideWebSocket } from '../support/websocket';

provideWebSocket();

const ALICE = 'alice@localhost';
const BOB = 'bob@localhost';

interface Device {
  stream: Stream;
  messages: ParsedMessage[];
  presences: ParsedPresence[];
  raw: Element[];
}

/** A device that reads every stanza it gets as one that may be of `room`. */
async function openDevice(servers: Servers, jid: string, room: () => string): Promise<Device> {
  const stream = await openStream({
    endpoint: { kind: 'websocket', url: servers.wsUrl },
    jid,
    credentials: { password: 'secret' },
    userAgentId: crypto.randomUUID(),
    resource: crypto.randomUUID()
  });
  const device: Device = { stream, messages: [], presences: [], raw: [] };
  const take = (stanza: Element): void => {
    device.raw.push(stanza);
    const message = parseMessage(stanza, { self: jid, trustedStanzaIds: true, room: room() });
    const presence = parsePresence(stanza, jid);
    if (message) device.messages.push(message);
    if (presence) device.presences.push(presence);
    const asked = parseInfoRequest(stanza);
    const [id, to] = [attr(stanza, 'id'), attr(stanza, 'from')];
    if (asked) stream.send(el('iq', { type: 'result', id, to }, buildInfo({ ...OWN_INFO, ...asked })));
  };
  stream.listen({ stanza: take, failed: () => 'stop' });
  stream.send(buildAvailable({ extra: [buildCaps('kith', await computeVer(OWN_INFO))] }));
  return device;
}

/** Waits until one of what came is right. */
const until = <T>(list: T[], right: (value: T) => unknown): Promise<T> =>
  vi.waitFor(
    () => {
      const found = list.find(right);
      if (found === undefined) throw new Error(`not among ${JSON.stringify(list.slice(-6))}`);
      return found;
    },
    { timeout: 5_000, interval: 10 }
  );

const KINDS: { kind: ServerKind; moderation: 0 | 1 | undefined; hasCompat: boolean }[] = [
  { kind: '0.12', moderation: 0, hasCompat: true },
  { kind: '13', moderation: 1, hasCompat: true },
  { kind: 'ejabberd', moderation: undefined, hasCompat: false }
];

describe.each(KINDS)('rooms on a real $kind', ({ kind, moderation, hasCompat }) => {
  let servers: Servers;
  let alice: Device;
  let bob: Device;
  let room = '';

  const say = (device: Device, id: string, ...extra: Element[]) =>
    device.stream.send(buildMessage({ to: room, id, type: 'groupchat', body: `says ${id}`, extra }));
  const heard = (device: Device, id: string) => until(device.messages, (message) => message.id === id);

  beforeAll(async () => {
    servers = await startServers({ kind });
    await servers.createAccount('alice', 'secret');
    await servers.createAccount('bob', 'secret');
    alice = await openDevice(servers, ALICE, () => room);
    bob = await openDevice(servers, BOB, () => room);
    const service = await findRoomService(alice.stream, 'localhost');
    if (service === undefined) throw new Error('no room service');
    room = `coven@${service}`;
    alice.stream.send(buildJoin(room, 'Alice', { maxHistory: 0 }));
    const made = await until(alice.presences, ({ mucUser }) => mucUser?.statuses.has(110));
    expect(made.mucUser?.statuses.has(201)).toBe(true);
    expect(made.mucUser?.items[0]).toMatchObject({ affiliation: 'owner', role: 'moderator' });
  });
  afterAll(async () => {
    await Promise.all([alice, bob].map((device) => device?.stream.close()));
    await servers?.stop();
  });

  it('are set up as a private group', async () => {
    const missing = await admin.submitRoomConfig(alice.stream, room, await admin.fetchRoomConfig(alice.stream, room), [
      ['muc#roomconfig_roomname', 'The Coven'],
      ['muc#roomconfig_roomdesc', 'Witches & friends'],
      ['muc#roomconfig_persistentroom', '1'],
      ['muc#roomconfig_publicroom', '0'],
      ['muc#roomconfig_membersonly', '1'],
      ['muc#roomconfig_whois', 'anyone'],
      ['muc#roomconfig_changesubject', '1'],
      ['muc#roomconfig_enablearchiving', '1'],
      ['muc#roomconfig_unheard_of', '1']
    ]);
    expect(missing).toEqual(['muc#roomconfig_unheard_of']);
    expect(await fetchRoomInfo(alice.stream, room)).toMatchObject({
      isRoom: true,
      name: 'The Coven',
      description: 'Witches & friends',
      membersOnly: true,
      hidden: true,
      persistent: true,
      nonAnonymous: true,
      passwordProtected: false,
      archive: true,
      stableIds: true
    });
    expect((await fetchRoomInfo(alice.stream, room)).moderation).toBe(moderation);
  });

  it('take members, who are invited and come', async () => {
    await admin.setAffiliations(alice.stream, room, [
      { jid: BOB, affiliation: 'member' },
      { jid: 'carol@localhost', affiliation: 'member' }
    ]);
    const members = await admin.fetchAffiliations(alice.stream, room, 'member');
    expect(members.map(({ jid }) => jid).sort()).toEqual([BOB, 'carol@localhost']);
    alice.stream.send(buildMediatedInvite(room, BOB, 'Come'));
    const invited = await until(bob.messages, ({ mucUser }) => mucUser?.invites.length);
    expect(invited.from).toBe(room);
    expect(invited.mucUser?.invites[0]?.from.split('/')[0]).toBe(ALICE);
    alice.stream.send(buildMessage({ to: BOB, id: 'i1', type: 'normal', extra: [buildInvitation({ room })] }));
    expect((await heard(bob, 'i1')).invitation).toEqual({ room });
    bob.stream.send(buildJoin(room, 'Bob', { maxHistory: 0 }));
    const came = await until(alice.presences, ({ from }) => from === `${room}/Bob`);
    expect(came.mucUser?.items[0]).toMatchObject({ affiliation: 'member', role: 'participant' });
    expect(came.mucUser?.items[0]?.jid?.split('/')[0]).toBe(BOB);
    await until(bob.presences, ({ from, mucUser }) => from === `${room}/Bob` && mucUser?.statuses.has(110));
  });

  it("give every message the room's own id, whatever its sender forged", async () => {
    say(bob, 'm1', buildStanzaId('forged', room));
    const live = await heard(alice, 'm1');
    expect(live.stanzaId).toBeTruthy();
    expect(live.stanzaId).not.toBe('forged');
    await queryArchive(alice.stream, { archive: room, max: 10 }, 'q1');
    const archived = alice.raw
      .flatMap((stanza) => parseArchiveResult(stanza, room, ALICE) ?? [])
      .find(({ message }) => attr(message, 'id') === 'm1');
    expect(archived?.id).toBe(live.stanzaId);
    const { occupantIds } = await fetchRoomInfo(alice.stream, room);
    expect(live.occupantId !== undefined).toBe(occupantIds);
  });

  it('say whether we are in them', async () => {
    expect(await selfPing(alice.stream, room, 'Alice')).toBe('in');
    expect(await selfPing(alice.stream, room, 'A name of nobody')).toBe('in');
    expect(await selfPing(bob.stream, `other-${room}`, 'Bob')).toBe('out');
  });

  it('have a subject, and people who change their names', async () => {
    bob.stream.send(buildSubject(room, 's1', 'Fire & brimstone'));
    const changed = await until(alice.messages, ({ subject }) => subject === 'Fire & brimstone');
    expect(changed.from).toBe(`${room}/Bob`);
    expect(changed.body).toBeUndefined();
    bob.stream.send(buildNickChange(room, 'Bobby & co'));
    const renamed = await until(alice.presences, ({ mucUser }) => mucUser?.statuses.has(303));
    expect(renamed).toMatchObject({ from: `${room}/Bob`, type: 'unavailable' });
    expect(renamed.mucUser?.items[0]?.nick).toBe('Bobby & co');
    await until(alice.presences, ({ from, type }) => from === `${room}/Bobby & co` && type === 'available');
  });

  it('have a picture', async () => {
    const bytes = utf8('GIF89a a tiny one');
    await setVcardPhoto(alice.stream, room, { type: 'image/gif', bytes });
    const photo = await fetchVcardPhoto(bob.stream, room);
    expect(photo?.bytes).toEqual(bytes);
    const info = await fetchRoomInfo(bob.stream, room);
    expect(info.vcard).toBe(true);
    if (kind !== 'ejabberd') expect(info.avatarHashes).toEqual([photo?.hash]);
    await setVcardPhoto(alice.stream, room, undefined);
    expect(await fetchVcardPhoto(bob.stream, room)).toBeUndefined();
  });

  if (moderation !== undefined)
    it('let a moderator take a message away', async () => {
      say(bob, 'm2');
      const { stanzaId = '' } = await heard(alice, 'm2');
      await requestModeration(alice.stream, room, stanzaId, moderation ?? 0, 'Not here');
      const told = await until(bob.messages, (message) => message.moderation);
      expect(told.from).toBe(room);
      expect(told.moderation).toMatchObject({ id: stanzaId, reason: 'Not here' });
      await queryArchive(bob.stream, { archive: room, max: 20 }, 'q2');
      const left = bob.raw
        .flatMap((stanza) => parseArchiveResult(stanza, room, BOB) ?? [])
        .find(({ id }) => id === stanzaId);
      const read = left && parseMessage(left.message, { self: BOB, trustedStanzaIds: false });
      expect(read).toMatchObject({ tombstone: { by: `${room}/Alice`, reason: 'Not here' } });
      await expect(requestModeration(bob.stream, room, stanzaId, moderation ?? 0)).rejects.toMatchObject({
        condition: 'forbidden'
      });
    });

  it('are kept in bookmarks, with what others put there', async () => {
    const extensions = withNotify("<odd xmlns='urn:odd' a='&lt;'/>", {
      setting: 'mentions',
      mutedUntil: 1_800_000_000_000
    });
    const bookmark = { room, name: 'The Coven', autojoin: true, nick: 'Alice', extensions };
    const options = kind === 'ejabberd' ? [] : BOOKMARKS_NODE;
    await publish(alice.stream, BOOKMARKS, room, buildBookmark(bookmark), options);
    const [kept] = (await fetchItems(alice.stream, BOOKMARKS)).flatMap((item) => parseBookmark(item) ?? []);
    expect(kept).toMatchObject({ room, name: 'The Coven', autojoin: true, nick: 'Alice' });
    expect(parseNotify(kept?.extensions ?? '')).toEqual({ setting: 'mentions', mutedUntil: 1_800_000_000_000 });
    expect(kept?.extensions).toContain('urn:odd');
    const told = await until(alice.raw, (stanza) => parseEvent(stanza, ALICE, ALICE)?.node === BOOKMARKS);
    expect(parseEvent(told, ALICE, ALICE)?.items.map(parseBookmark)).toEqual([kept]);
    const account = await fetchInfo(alice.stream, undefined);
    expect(account.features.includes(BOOKMARKS_COMPAT)).toBe(hasCompat);
    if (!hasCompat) return;
    const storage = await fetchPrivateXml(alice.stream, 'storage', OLD_BOOKMARKS);
    expect(storage && parseOldBookmarks(storage)?.bookmarks).toMatchObject([
      { room, name: 'The Coven', autojoin: true }
    ]);
  });

  it('are listed in pages once they are public', async () => {
    await admin.submitRoomConfig(alice.stream, room, await admin.fetchRoomConfig(alice.stream, room), [
      ['muc#roomconfig_publicroom', '1']
    ]);
    const service = room.slice(room.indexOf('@') + 1);
    const page = await fetchDiscoItemsPage(bob.stream, service, { max: 10 });
    expect(page.items.map(({ jid }) => jid)).toEqual([room]);
  });

  it('let their moderators mute, put out and ban', async () => {
    const bobby = `${room}/Bobby & co`;
    const told = (code: number | undefined, role: string) =>
      until(bob.presences, ({ from, mucUser }) => {
        const [item] = mucUser?.items ?? [];
        return from === bobby && item?.role === role && (code === undefined || mucUser?.statuses.has(code));
      });
    await admin.setRole(alice.stream, room, 'Bobby & co', 'visitor', 'Hush');
    await told(undefined, 'visitor');
    await admin.setRole(alice.stream, room, 'Bobby & co', 'participant');
    await admin.setRole(alice.stream, room, 'Bobby & co', 'none', 'Out');
    const kicked = await told(307, 'none');
    expect(kicked.mucUser?.items[0]).toMatchObject({ actor: expect.stringMatching(/alice/i) as string, reason: 'Out' });
    expect(await selfPing(bob.stream, room, 'Bobby & co')).toBe('out');
    bob.stream.send(buildJoin(room, 'Bobby & co', { maxHistory: 0 }));
    await vi.waitFor(async () => expect(await selfPing(bob.stream, room, 'Bobby & co')).toBe('in'));
    await admin.setAffiliations(alice.stream, room, [{ jid: BOB, affiliation: 'outcast', reason: 'For good' }]);
    const banned = await told(301, 'none');
    expect(banned.mucUser?.items[0]).toMatchObject({ affiliation: 'outcast', reason: 'For good' });
    expect(await admin.fetchAffiliations(alice.stream, room, 'outcast')).toEqual([
      { jid: BOB, affiliation: 'outcast' }
    ]);
    // ejabberd 23.01 lets a banned person who was a member in again.
    if (kind === 'ejabberd') return;
    bob.stream.send(buildJoin(room, 'Bob'));
    const refused = await until(bob.presences, ({ type }) => type === 'error');
    // Prosody's closed rooms tell the banned no more than any stranger.
    expect(refused.error?.condition).toBe('registration-required');
  });

  it('are destroyed for everybody', async () => {
    await admin.destroyRoom(alice.stream, room, 'Macbeth doth come');
    const gone = await until(alice.presences, ({ mucUser }) => mucUser?.destroyed);
    expect(gone.mucUser?.destroyed).toMatchObject({ reason: 'Macbeth doth come' });
    expect(await selfPing(alice.stream, room, 'Alice')).toBe('out');
    alice.stream.send(buildLeave(room, 'Alice'));
  });
});
