import { beforeEach, describe, expect, it } from 'vitest';
import { MESSAGE_STORES, MessageCommit } from '../../src/lib/engine/commit';
import { Actions } from '../../src/lib/engine/actions';
import type { MessageApi } from '../../src/lib/engine/api-messages';
import { readIncoming } from '../../src/lib/engine/incoming';
import { messageDesk } from '../../src/lib/engine/message-desk';
import { Outbox, type RoomGates } from '../../src/lib/engine/outbox';
import { queryConversation } from '../../src/lib/engine/queries';
import { write } from '../../src/lib/store/write';
import { parseMessage } from '../../src/lib/xmpp/message';
import type { Element } from '../../src/lib/xmpp/xml';
import { stanza } from '../support/requests';
import { until } from '../support/people';
import { JULIET, memoryAccount, ROMEO, SilentSender, type MemoryAccount } from './memory-account';

const NO_ROOMS: RoomGates = {
  gate: () => ({ kind: 'contact' }),
  check: () => Promise.resolve(false),
  sync: () => undefined
};
const body = (text: string) => `<body>${text}</body>`;
const react = (id: string, ...emoji: string[]) =>
  `<reactions xmlns='urn:xmpp:reactions:0' id='${id}'>${emoji.map((one) => `<reaction>${one}</reaction>`).join('')}</reactions>`;
const replace = (id: string, text: string) => `${body(text)}<replace xmlns='urn:xmpp:message-correct:0' id='${id}'/>`;
const retract = (id: string) => `<retract xmlns='urn:xmpp:message-retract:1' id='${id}'/>`;
const answer = (id: string, text: string) => `${body(text)}<reply xmlns='urn:xmpp:reply:0' id='${id}' to='${ROMEO}'/>`;

/** Keeps the whole stanzas. */
class Recorder extends SilentSender {
  readonly stanzas: Element[] = [];
  override send(element: Element): number {
    this.stanzas.push(element);
    return super.send(element);
  }
}

describe('what is said about a message of a contact', () => {
  let account: MemoryAccount;
  let desk: MessageApi;
  let actions: Actions;
  let outbox: Outbox;

  beforeEach(async () => {
    account = await memoryAccount();
    const { context, lease } = account;
    actions = new Actions(context);
    desk = messageDesk(
      () => context,
      () => Promise.resolve(undefined)
    );
    const failed = (thrown: unknown): never => {
      throw thrown;
    };
    outbox = new Outbox(context, lease, () => Promise.resolve(), failed, NO_ROOMS);
  });

  /** Takes a stanza of the one or the other, live or, with an id, from the archive. */
  async function take(from: string, id: string, inside: string, archived?: { id: string; time: number }) {
    const { db, context, lease } = account;
    const to = from === ROMEO ? JULIET : ROMEO;
    const xml = `<message from='${from}/a' to='${to}' type='chat' id='${id}'>${inside}</message>`;
    const parsed = parseMessage(stanza(xml), { self: ROMEO, trustedStanzaIds: true });
    const incoming = parsed && readIncoming(parsed, ROMEO, Date.now(), archived);
    if (!incoming) throw new Error('no message');
    await write(db, context.announce, lease, MESSAGE_STORES, async (tx, topics) => {
      const commit = new MessageCommit(tx, topics, ROMEO, 0, Date.now());
      await commit.store(incoming, 'none');
      await commit.finish();
    });
  }
  const view = () => queryConversation(account.db, ROMEO, JULIET, { limit: 100 });
  const lines = async () => (await view()).messages;

  it('is shown with it: an answer, reactions, an edit', async () => {
    await take(JULIET, 'm1', body('hello'));
    await take(JULIET, 'r1', react('m1', '👋'));
    await take(
      JULIET,
      'm2',
      answer('m1', '> hello\nhi').replace(
        '/>',
        `/><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='8'/></fallback>`
      )
    );
    await take(JULIET, 'e1', replace('m2', 'hi!'));
    expect(await lines()).toMatchObject([
      { text: 'hello', reactions: [{ emoji: '👋', mine: false, who: [{ sender: JULIET }] }], referable: true },
      { text: 'hi!', edited: true, reply: { original: { text: 'hello', sender: JULIET } } }
    ]);
    await take(JULIET, 'd1', retract('m1'));
    expect(await lines()).toMatchObject([
      { text: '', retracted: { self: true } },
      { reply: { original: { text: '', retracted: true } } }
    ]);
    expect((await lines())[0]?.reactions).toBeUndefined();
  });

  it('goes out after its message, and its row stays until the server has it', async () => {
    await take(JULIET, 'm1', body('one\ntwo'));
    const [first] = await lines();
    await actions.send(JULIET, 'three', first?.id);
    await desk.react(JULIET, first?.id ?? '', ['🐢']);
    const sender = new Recorder();
    await outbox.run(sender, undefined);
    await until(() => expect(sender.stanzas).toHaveLength(2));
    const context = { self: JULIET, trustedStanzaIds: false };
    const [reply, reaction] = sender.stanzas.map((one) => parseMessage(stanza(one.toString()), context));
    expect(reply).toMatchObject({ body: '> one\n> two\nthree', reply: { id: 'm1', to: JULIET } });
    expect(reply?.fallbacks).toEqual([{ for: 'urn:xmpp:reply:0', ranges: [[0, 12]] }]);
    expect(reaction).toMatchObject({ reactions: { id: 'm1', emoji: ['🐢'] }, hints: ['store'] });
    await outbox.acked(2);
    expect(await account.db.count('outbox')).toBe(0);
    expect(await lines()).toMatchObject([
      { reactions: [{ emoji: '🐢', mine: true }] },
      { text: 'three', status: 'sent', reply: { original: { text: 'one\ntwo' } } }
    ]);
  });
});
