import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connect } from '../../src/lib/xmpp/connect';
import { setRosterItem } from '../../src/lib/xmpp/roster';
import { openStream } from '../../src/lib/xmpp/stream';
import type { Connector, Transport } from '../../src/lib/xmpp/transport';
import { child, type Element } from '../../src/lib/xmpp/xml';
import { PUBSUB } from '../../src/lib/xmpp/xep/0060-pubsub';
import { BrowserLike, type Tab } from '../support/browser-like';
import { startServers, type Servers } from '../support/servers';
import { provideWebSocket } from '../support/websocket';

provideWebSocket();

const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 20_000, interval: 20 });
const CONTACTS = 200;
const ROOMS = 20;
/** Who is in each room beside the user. */
const OTHERS = ['alice', 'carol', 'dave'];

/** A link with the bytes of what a login can't do without: the contact list, presence and the list of rooms. */
interface Watched {
  transport: Transport;
  needed: number;
}

function watched(): { connect: Connector; all: Watched[] } {
  const all: Watched[] = [];
  return {
    all,
    connect: (endpoint, sink) => {
      const one: Watched = {
        needed: 0,
        transport: connect(endpoint, {
          ...sink,
          element: (element) => {
            if (isNeeded(element)) one.needed += new TextEncoder().encode(element.toString()).length;
            sink.element(element);
          },
          closed: (why) => sink.closed(why)
        })
      };
      all.push(one);
      return one.transport;
    }
  };
}

function isNeeded(element: Element): boolean {
  if (element.getName() === 'presence') return true;
  const items = child(element, 'pubsub', PUBSUB)?.getChild('items');
  return child(element, 'query', 'jabber:iq:roster') !== undefined || items?.attrs.node === 'urn:xmpp:bookmarks:1';
}

/** Resolves when nothing was said for a moment. */
async function quiet({ transport }: Watched): Promise<void> {
  let before = -1;
  const same = (): void => {
    const now = transport.bytesSent + transport.bytesReceived;
    const isSame = now === before;
    before = now;
    if (!isSame) throw new Error('still talking');
  };
  await vi.waitFor(same, { timeout: 20_000, interval: 700 });
}

describe('what a login with many groups costs', () => {
  let servers: Servers;
  const tabs: Tab[] = [];
  const links = watched();
  const rooms: string[] = [];

  const open = async (name: string, device: string, connector?: Connector): Promise<Tab> => {
    const network = { origin: servers.publicUrl, ...(connector && { connect: connector }) };
    const tab = await new BrowserLike(`thrift-rooms-${device}`, network).openTab();
    tabs.push(tab);
    await tab.engine.logIn({ address: `${name}@localhost`, password: 'secret' });
    return tab;
  };

  beforeAll(async () => {
    servers = await startServers();
    for (const name of ['bob', ...OTHERS]) await servers.createAccount(name, 'secret');
    const stream = await openStream({
      endpoint: { kind: 'websocket', url: servers.wsUrl },
      jid: 'bob@localhost',
      credentials: { password: 'secret' },
      userAgentId: crypto.randomUUID(),
      resource: 'fill'
    });
    stream.listen({ stanza: () => undefined, failed: () => 'stop' });
    for (let i = 0; i < CONTACTS; i++)
      await setRosterItem(stream, { jid: `contact.number.${i}@example.org`, name: `Contact number ${i}` });
    await stream.close();
    const bob = await open('bob', 'bob');
    const [alice, ...others] = await Promise.all(OTHERS.map((name) => open(name, name)));
    for (let n = 0; n < ROOMS; n++) {
      const people = ['bob', ...OTHERS.slice(1)].map((name) => `${name}@localhost`);
      const room = await alice!.engine.rooms.createRoom({ name: `Group number ${n}`, people, isPublic: false });
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
  afterAll(async () => {
    for (const tab of tabs) tab.close();
    await servers?.stop();
  });

  const isIn = (tab: Tab) =>
    until(() => expect(rooms.filter((room) => tab.live.rooms?.get(room)?.state === 'in')).toHaveLength(ROOMS));

  it('is at most 8 KB sent on a device that is new', async () => {
    const phone = await open('bob', 'phone', links.connect);
    await isIn(phone);
    const link = links.all.at(-1)!;
    await quiet(link);
    const { bytesSent, bytesReceived } = link.transport;
    process.stdout.write(`new device: ${bytesSent} bytes sent, ${bytesReceived} received, ${link.needed} needed\n`);
    expect(await phone.engine.people()).toHaveLength(CONTACTS);
    expect(bytesSent).toBeLessThanOrEqual(8 * 1024);
    // What is new to it, the newest message of each group and the invitations, comes on top.
    expect(bytesReceived).toBeLessThanOrEqual(1.6 * link.needed);
    const chats = (await phone.engine.chats()).filter(({ kind }) => kind === 'room');
    expect(chats.map(({ preview }) => preview?.text).filter((text) => text?.includes('cake'))).toHaveLength(ROOMS);
  });

  it('is at most 8 KB sent and 1.3 times what is needed received on one that was away for a while', async () => {
    const [phone] = tabs.slice(-1);
    // The server does not know the stream any more, as after a night.
    const row = await phone!.db.get('streams', 'bob@localhost');
    // And the groups have been silent for a minute, which nobody waits for here.
    await phone!.db.put('streams', { ...row!, id: 'forgotten', heardAt: row!.heardAt! + 60_000 });
    const count = links.all.length;
    links.all.at(-1)!.transport.drop({ kind: 'lost', condition: '', text: 'cut by the test' });
    await until(() => expect(links.all.length).toBeGreaterThan(count));
    const link = links.all.at(-1)!;
    await until(() => expect(link.needed).toBeGreaterThan(0));
    await isIn(phone!);
    await quiet(link);
    const { bytesSent, bytesReceived } = link.transport;
    process.stdout.write(`known device: ${bytesSent} bytes sent, ${bytesReceived} received, ${link.needed} needed\n`);
    expect(bytesSent).toBeLessThanOrEqual(8 * 1024);
    expect(bytesReceived).toBeLessThanOrEqual(1.3 * link.needed);
  });
});
