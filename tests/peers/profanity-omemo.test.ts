import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchBundle, fetchDeviceList, publishDeviceList } from '../../src/lib/xmpp/xep/0384-nodes';
import type { Tab } from '../support/browser-like';
import { People, until, view } from '../support/people';
import { Terminal } from '../support/terminal';
import { provideWebSocket } from '../support/websocket';

provideWebSocket();
const ALICE = 'alice@localhost';
const CAROL = 'carol@localhost';

describe('what is encrypted for somebody who uses Profanity', () => {
  let people: People;
  let alice: Tab;
  let carol: Terminal;

  const last = async (chat: string) => {
    const message = (await view(alice, chat)).messages.findLast(({ event }) => !event);
    return message && [message.text, message.unreadable ?? (message.secure ? 'secure' : 'plain')];
  };
  const comes = (chat: string, text: string) => until(async () => expect(await last(chat)).toEqual([text, 'secure']));

  beforeAll(async () => {
    people = await People.at('13', 'profanity-omemo');
    await people.register('carol');
    const stream = await people.stream('carol');
    // Profanity adds itself to a list, and makes none.
    await publishDeviceList(stream, [], 'legacy');
    [alice] = await people.arrive('alice');
    await alice.db.put('accounts', { ...(await alice.db.getAll('accounts'))[0]!, settings: { encrypts: true } });
    await people.close('alice', true);
    alice = await people.reopen('alice');
    await until(async () => {
      const [own] = await alice.db.getAll('ownDevices');
      expect(Object.keys(own?.published ?? {})).toHaveLength(2);
      expect((await alice.db.get('deviceLists', [ALICE, ALICE]))?.devices.legacy).toEqual([own?.id]);
    });
    carol = await Terminal.start('profanity --log ERROR');
    await carol.shows('Profanity');
    await carol.type(`/connect ${CAROL} server 127.0.0.1 port ${people.servers.c2sPort} tls disable`);
    await carol.shows('Enter password');
    await carol.type('secret');
    await carol.shows(/logged in successfully/i);
    await carol.type('/omemo gen');
    await carol.shows(/materials generated/);
    await carol.type('/omemo trustmode blind');
    await carol.type('/carbons on');
    await alice.engine.addContact(CAROL);
    await carol.shows('Received authorization request');
    await carol.type(`/sub allow ${ALICE}`);
    await carol.type(`/sub request ${ALICE}`);
    await until(async () => expect((await alice.engine.people())[0]).toMatchObject({ relation: 'both' }));
    await until(async () => {
      const [device] = await fetchDeviceList(stream, CAROL, 'legacy');
      expect(device && (await fetchBundle(stream, CAROL, device.id, 'legacy'))).toBeDefined();
    });
  });
  afterAll(async () => {
    await carol?.stop();
    await people?.leave();
  });

  it('is read by them, answered, and written again', async () => {
    await alice.engine.send(CAROL, 'for your eyes only');
    await carol.type(`/msg ${ALICE}`);
    await carol.shows('for your eyes only');
    expect(await last(CAROL)).toEqual(['for your eyes only', 'secure']);
    await carol.type('/omemo start');
    await carol.type('I see');
    await comes(CAROL, 'I see');
    await alice.engine.send(CAROL, 'bread & <b>butter</b>');
    await carol.shows('bread & <b>butter</b>');
    await carol.type('one');
    await carol.type('two');
    await comes(CAROL, 'two');
  });

  it('is corrected by both', async () => {
    await alice.engine.send(CAROL, 'at tne');
    await carol.shows('at tne');
    const own = (await view(alice, CAROL)).messages.at(-1)!;
    await alice.engine.messages.edit(CAROL, own.id, 'at ten');
    await carol.shows('at ten');
    await carol.type('/correction on');
    await carol.type('at nien');
    await comes(CAROL, 'at nien');
    await carol.type('/correct at nine');
    await comes(CAROL, 'at nine');
    expect((await view(alice, CAROL)).messages.at(-1)).toMatchObject({ edited: true });
  });

  it('is read in a private group', async () => {
    const room = await alice.engine.rooms.createRoom({ name: 'Two', people: [CAROL], isPublic: false });
    await carol.type('/win 1');
    await carol.shows(room);
    await carol.type(`/join ${room} nick carol`);
    await until(() => expect(alice.live.rooms?.get(room)).toMatchObject({ state: 'in', count: 2 }));
    await carol.type('/omemo start');
    await carol.type('just us');
    await comes(room, 'just us');
    await alice.engine.send(room, 'just the two of us');
    await carol.shows('just the two of us');
    await comes(room, 'just the two of us');
  });
});
