import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attr, child, type Element } from '../../src/lib/xmpp/xml';
import { PUBSUB } from '../../src/lib/xmpp/xep/0060-pubsub';
import { DELAY } from '../../src/lib/xmpp/xep/0203-delay';
import { MAM } from '../../src/lib/xmpp/xep/0313-archive';
import type { Tab } from '../support/browser-like';
import { bytesOf, Links, quiet } from '../support/links';
import { People, until } from '../support/people';
import { provideWebSocket } from '../support/websocket';

provideWebSocket();

/** How long all the groups together may take, milliseconds. */
const TIMEOUT = 20_000;
const CONTACTS = 200;
const ROOMS = 20;
/** Who is in each room beside the user. */
const OTHERS = ['alice', 'carol', 'dave'];

/** What a login can't do without: the contact list, presence and the list of rooms. */
function isNeeded(element: Element): boolean {
  if (element.getName() === 'presence') return true;
  const items = child(element, 'pubsub', PUBSUB)?.getChild('items');
  return child(element, 'query', 'jabber:iq:roster') !== undefined || items?.attrs.node === 'urn:xmpp:bookmarks:1';
}

/** What was said before: a result of an archive (XEP-0313 §4.2), or what a room says again (XEP-0045 §7.2.13). */
function isHistory(element: Element): boolean {
  if (element.getName() !== 'message') return false;
  if (child(element, 'result', MAM)) return true;
  const isSaid = attr(element, 'type') === 'groupchat' && element.getChild('body') !== undefined;
  return isSaid && child(element, 'delay', DELAY) !== undefined;
}

describe('what a login with many groups costs', () => {
  let people: People;
  let phone: Tab;
  const links = new Links();
  const rooms: string[] = [];

  beforeAll(async () => {
    people = await People.at('0.12', 'thrift-rooms');
    await people.register('bob');
    await people.fillContacts('bob', CONTACTS);
    const bob = await people.open('bob');
    const [alice, ...others] = await people.arrive(...OTHERS);
    for (let n = 0; n < ROOMS; n++) {
      const room = await alice!.engine.rooms.createRoom({
        name: `Group number ${n}`,
        people: ['bob', ...OTHERS.slice(1)].map((name) => `${name}@localhost`),
        isPublic: false
      });
      rooms.push(room);
      for (const tab of [bob, ...others]) {
        await until(async () => expect((await tab.engine.rooms.room(room)).state).toBe('invited'));
        await tab.engine.rooms.joinRoom(room);
      }
      await alice!.engine.send(room, `Welcome to number ${n}, who brings the cake on Sunday?`);
      await until(async () =>
        expect((await bob.engine.conversation(room, { limit: 1 })).messages[0]?.text).toContain('cake')
      );
    }
    await until(async () => expect(await bob.db.count('outbox')).toBe(0));
    await bob.engine.logOut();
  }, 120_000);
  afterAll(() => people?.leave());

  const isInAll = () =>
    until(
      () => expect(rooms.filter((room) => phone.live.rooms?.get(room)?.state === 'in')).toHaveLength(ROOMS),
      TIMEOUT
    );

  it('is at most 8 KB sent on a device that is new', async () => {
    phone = await people.open('bob', 'phone', links.connect);
    await isInAll();
    const link = links.newest;
    await quiet(link, TIMEOUT);
    const { bytesSent, bytesReceived } = link.transport;
    const [needed, history] = [bytesOf(link, isNeeded), bytesOf(link, isHistory)];
    process.stdout.write(
      `new device: ${bytesSent} bytes sent, ${bytesReceived} received, ${needed} needed, ${history} of messages\n`
    );
    expect(await phone.engine.people()).toHaveLength(CONTACTS);
    expect(bytesSent).toBeLessThanOrEqual(8 * 1024);
    expect(bytesReceived - history).toBeLessThanOrEqual(1.3 * needed);
    // What is new to it, the newest message of each group and the invitations, comes on top.
    expect(bytesReceived).toBeLessThanOrEqual(1.6 * needed);
    const chats = (await phone.engine.chats()).filter(({ kind }) => kind === 'room');
    expect(chats.map(({ preview }) => preview?.text).filter((text) => text?.includes('cake'))).toHaveLength(ROOMS);
  });

  it('is at most 8 KB sent and 1.3 times what is needed received on one that was away for a while', async () => {
    // The server does not know the stream any more, as after a night.
    const row = await phone.db.get('streams', 'bob@localhost');
    // And the groups have been silent for a minute, which nobody waits for here.
    await phone.db.put('streams', { ...row!, id: 'forgotten', heardAt: row!.heardAt! + 60_000 });
    const link = await links.cut(TIMEOUT);
    await until(() => expect(bytesOf(link, isNeeded)).toBeGreaterThan(0), TIMEOUT);
    await isInAll();
    await quiet(link, TIMEOUT);
    const { bytesSent, bytesReceived } = link.transport;
    const needed = bytesOf(link, isNeeded);
    process.stdout.write(`known device: ${bytesSent} bytes sent, ${bytesReceived} received, ${needed} needed\n`);
    expect(bytesSent).toBeLessThanOrEqual(8 * 1024);
    expect(bytesReceived).toBeLessThanOrEqual(1.3 * needed);
  });
});
