import { describe, expect, it } from 'vitest';
import { MESSAGE_STORES, MessageCommit } from '../../src/lib/engine/commit';
import { readIncoming } from '../../src/lib/engine/incoming';
import { saveAnnotation, type Annotation } from '../../src/lib/store/annotations';
import { write } from '../../src/lib/store/write';
import { parseMessage } from '../../src/lib/xmpp/message';
import { stanza } from '../support/requests';
import { ROMEO } from './memory-account';
import { body, converse, edit, react, retract, ROOM, type Conversation } from './said';

/** A stanza between two comes, from wherever. */
async function hear({ db, context, lease }: Conversation, from: string, id: string, inside: string): Promise<void> {
  const parsed = parseMessage(
    stanza(`<message from='${from}' to='${ROMEO}' type='chat' id='${id}'>${inside}</message>`),
    {
      self: ROMEO,
      trustedStanzaIds: true
    }
  );
  const incoming = parsed && readIncoming(parsed, ROMEO, context.now(), undefined, (address) => address === ROOM);
  if (!incoming) throw new Error('no message');
  await write(db, context.announce, lease, MESSAGE_STORES, async (tx, topics) => {
    const commit = new MessageCommit(tx, topics, ROMEO, 0, context.now());
    await commit.store(incoming, 'none');
    await commit.finish();
  });
}

const texts = async ({ db }: Conversation) =>
  (await db.getAllFromIndex('messages', 'place')).map(({ text, retracted }) => (retracted ? 'gone' : text));

describe('what strangers say about messages that are not here', () => {
  it('is not kept: an edit is the message that it also is', async () => {
    const talk = await converse();
    const stranger = 'mallory@example.org/a';
    await hear(talk, stranger, 'e1', edit('nope', 'x'));
    await hear(talk, stranger, 'r1', react('nope', '👍'));
    await hear(talk, stranger, 'd1', retract('nope'));
    expect([await talk.db.count('annotations'), await texts(talk)]).toEqual([0, ['x']]);
  });

  it('is kept of a contact, as long as it is no longer than a message may be', async () => {
    const talk = await converse();
    await hear(talk, 'juliet@example.org/a', 'e1', edit('m1', 'x'));
    await hear(talk, 'juliet@example.org/a', 'e2', edit('m1', 'y'.repeat(60_001)));
    expect([await talk.db.count('annotations'), (await texts(talk)).length]).toEqual([1, 1]);
  });
});

describe('a private message in a room', () => {
  it.each([
    ['anybody may enter, may be changed by nobody', false, ['one', 'two']],
    ['only members enter, may be changed by who has the name', true, ['two', 'gone']]
  ])('where %s', async (_what, membersOnly, wanted) => {
    const talk = await converse({ membersOnly });
    const bob = `${ROOM}/bob`;
    await hear(talk, bob, 'm1', body('one'));
    await hear(talk, bob, 'e1', edit('m1', 'two'));
    if (membersOnly) await hear(talk, bob, 'm2', body('three'));
    await hear(talk, bob, 'd1', retract(membersOnly ? 'm2' : 'm1'));
    expect(await texts(talk)).toEqual(wanted);
  });
});

describe('a nickname', () => {
  it('that is the address of the user is not the user', async () => {
    const talk = await converse({ membersOnly: false });
    await talk.take(['juliet', 'm1', body('one')], [ROMEO, 'r1', react('a-m1', '👍')]);
    const [line] = await talk.lines();
    expect(line?.reactions).toMatchObject([
      { emoji: '👍', mine: false, who: [{ nick: ROMEO, sender: `${ROOM}/${ROMEO}` }] }
    ]);
  });
});

describe('a flood of what waits', () => {
  const says: Record<string, Annotation> = {
    reaction: { kind: 'reaction', reaction: { who: 'x', emoji: ['👍'], stamp: 1 } },
    retraction: { kind: 'retraction', self: true }
  };
  const row = (author: string, n: number, kind = 'reaction', chat = ROOM) => {
    const what = says[kind] as Annotation;
    return { account: ROMEO, chat, target: `t${n}`, key: JSON.stringify([kind, author]), author, stamp: n, says: what };
  };

  it('takes no retraction along, and nobody has more room than others', async () => {
    const { db, lease } = await converse();
    await write(
      db,
      () => undefined,
      lease,
      ['annotations'],
      async (tx) => {
        await saveAnnotation(tx, row('judy', 0, 'retraction'));
        for (let n = 1; n <= 110; n++) await saveAnnotation(tx, row('mallory', n));
      }
    );
    const kept = (await db.getAll('annotations')).map(({ stamp }) => stamp).sort((a, b) => a - b);
    expect([kept.length, kept[0], kept[1], kept.at(-1)]).toEqual([101, 0, 11, 110]);
  });

  it('is bounded for a chat and for all of them', async () => {
    const { db, lease } = await converse();
    await write(
      db,
      () => undefined,
      lease,
      ['annotations'],
      async (tx) => {
        const store = tx.objectStore('annotations');
        for (let n = 0; n < 1_000; n++) await store.put(row(`o${n}`, n, n === 0 ? 'retraction' : 'reaction'));
        await saveAnnotation(tx, row('last', 1_000));
        expect(await store.count()).toBe(1_000);
        for (let n = 0; n < 4_000; n++) await store.put(row(`o${n}`, n, 'reaction', `r${n % 5}@example.org`));
        await saveAnnotation(tx, row('last', 5_000, 'reaction', 'other@example.org'));
      }
    );
    const kept = await db.getAll('annotations');
    expect(kept.length).toBe(4_501);
    expect(
      kept.filter(({ chat, stamp }) => chat === ROOM && (stamp === 0 || stamp === 1)).map(({ stamp }) => stamp)
    ).toEqual([0]);
  });
});
