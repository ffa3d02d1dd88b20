import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MessageView } from '../../src/lib/engine/api';
import type { Tab } from '../support/browser-like';
import { isIn, People, startFamily, until, view } from '../support/people';
import { KINDS } from '../support/servers';
import { provideWebSocket } from '../support/websocket';

provideWebSocket();

const ALICE = 'alice@localhost';
const BOB = 'bob@localhost';

/** What is shown of a message, so that devices can be compared: who is who differs, and ids are local. */
const shown = ({ text, mine, edited, retracted, reply, reactions }: MessageView) => ({
  text,
  mine,
  edited: edited === true,
  retracted: retracted?.self === true,
  answers: reply?.original?.text,
  reactions: (reactions ?? []).map(({ emoji, who }) => [emoji, who.map((one) => one.mine)])
});
const lines = async (tab: Tab, chat: string) =>
  (await view(tab, chat)).messages.filter(({ event }) => !event).map(shown);

describe.each(KINDS)('what is said about messages over %s', (kind) => {
  let people: People;
  let alice: Tab;
  let bob: Tab;
  let phone: Tab;

  beforeAll(async () => {
    people = await People.at(kind, 'messages');
    [alice, bob] = await people.arrive('alice', 'bob');
    await alice.engine.addContact(BOB);
    await until(async () => expect((await bob.engine.people())[0]).toMatchObject({ asks: true }));
    await bob.engine.acceptContact(ALICE);
    phone = await people.open('alice', 'phone');
  });
  afterAll(() => people?.leave());

  /** The message of that text. */
  async function find(tab: Tab, chat: string, text: string): Promise<MessageView> {
    let found: MessageView | undefined;
    await until(async () => {
      found = (await view(tab, chat)).messages.find((message) => message.text === text);
      expect(found).toMatchObject({ referable: true });
    });
    return found as MessageView;
  }

  /** The same conversation for both: `here` and `there` are its addresses for alice and for bob. */
  async function converse(here: string, there: string): Promise<void> {
    await alice.engine.send(here, 'shall we meet?');
    const asked = await find(bob, there, 'shall we meet?');
    await bob.engine.messages.react(there, asked.id, ['👍', '🎉']);
    await bob.engine.send(there, 'yes, at nine', asked.id);
    const answer = await find(alice, here, 'yes, at nine');
    await alice.engine.messages.react(here, answer.id, ['👍']);
    const own = await find(bob, there, 'yes, at nine');
    await bob.engine.messages.edit(there, own.id, 'yes, at ten');
    await bob.engine.messages.react(there, asked.id, ['🎉']);
    await bob.engine.send(there, 'never mind this');
    const wrong = await find(bob, there, 'never mind this');
    await find(alice, here, 'never mind this');
    await bob.engine.messages.retract(there, [wrong.id]);
    await until(async () =>
      expect(await lines(alice, here)).toMatchObject([
        { text: 'shall we meet?', mine: true, reactions: [['🎉', [false]]] },
        { text: 'yes, at ten', edited: true, answers: 'shall we meet?', reactions: [['👍', [true]]] },
        { text: '', retracted: true, mine: false }
      ])
    );
    const told = (await lines(alice, here)).map((line) => ({ ...line, mine: !line.mine }));
    await until(async () =>
      expect(await lines(bob, there)).toEqual(
        told.map((line) => ({
          ...line,
          reactions: line.reactions.map(([emoji, mine]) => [emoji, (mine as boolean[]).map((one) => !one)])
        }))
      )
    );
    await until(async () => expect(await bob.db.count('outbox')).toBe(0));
    await until(async () => expect(await lines(phone, here)).toEqual(await lines(alice, here)));
  }

  it('is the same for both and on the other device', () => converse(BOB, ALICE));

  it('is the same in a group', async () => {
    const room = await startFamily(alice, bob);
    await isIn(phone, room);
    await converse(room, room);
    const all = (await view(alice, room)).messages;
    expect(all.find(({ text }) => text === 'yes, at ten')?.reply?.original).toMatchObject({ mine: true });
  });

  it('comes from the archive to a device that is new', async () => {
    const tablet = await people.open('alice', 'tablet');
    await until(async () => expect(await lines(tablet, BOB)).toEqual(await lines(alice, BOB)));
    const room = (await tablet.engine.chats()).find((chat) => chat.kind === 'room')?.address ?? '';
    await isIn(tablet, room);
    await until(async () => expect(await lines(tablet, room)).toEqual(await lines(alice, room)));
  });
});
