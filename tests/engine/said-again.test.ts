import { describe, expect, it, vi } from 'vitest';
import { fetchReply } from '../../src/lib/engine/fetch-reply';
import { takeBack } from '../../src/lib/engine/take-back';
import { write } from '../../src/lib/store/write';
import { StanzaError } from '../../src/lib/xmpp/requests';
import { JULIET, ROMEO } from './memory-account';
import { answer, body, converse, react, retract, type Conversation } from './said';

const first = async (talk: Conversation) => {
  const [line] = await talk.lines();
  if (!line) throw new Error('no message');
  return line;
};

/** The newest thing that waits to be said is refused. */
async function refuse({ db, lease, chat }: Conversation): Promise<void> {
  const task = (await db.getAll('outbox')).at(-1)?.task;
  const wire = task && 'wire' in task ? task.wire : '';
  await write(
    db,
    () => undefined,
    lease,
    ['messages', 'chats', 'outbox'],
    (tx, topics) => takeBack(tx, topics, ROMEO, chat, wire, 'message-refused')
  );
  expect(await db.count('outbox')).toBe(0);
}

describe('what was refused', () => {
  it('is told until something else is said about the message, or it was read', async () => {
    const talk = await converse();
    await talk.take([JULIET, 'm1', body('one')]);
    const { id } = await first(talk);
    for (const mend of [() => talk.desk.forgetRefusal(JULIET, id), () => talk.desk.react(JULIET, id, ['🎉'])]) {
      await talk.desk.react(JULIET, id, ['👍']);
      await refuse(talk);
      expect(await first(talk)).toMatchObject({ error: 'message-refused' });
      await mend();
      expect((await first(talk)).error).toBeUndefined();
    }
  });

  it('is tried again where it was to take a message back', async () => {
    const talk = await converse();
    await talk.take([ROMEO, 'm1', body('one')]);
    const { id } = await first(talk);
    await talk.desk.retract(JULIET, [id]);
    await refuse(talk);
    await talk.desk.retract(JULIET, [id]);
    expect((await talk.db.getAll('outbox')).map(({ task }) => task)).toMatchObject([{ kind: 'retraction', about: id }]);
    expect((await first(talk)).error).toBeUndefined();
    await talk.desk.retract(JULIET, [id]);
    expect(await talk.db.count('outbox')).toBe(1);
  });
});

describe('an id that somebody uses again', () => {
  it('is another message where the first was taken back or removed here', async () => {
    const talk = await converse();
    await talk.take([JULIET, '1', body('one')], [JULIET, 'd', retract('1')], [JULIET, '1', body('other')]);
    await talk.take([JULIET, '1', body('one')]);
    expect((await talk.lines()).map(({ text }) => text)).toEqual(['', 'other']);
    await talk.desk.removeHere(JULIET, [(await talk.lines())[1]?.id ?? '']);
    await talk.take([JULIET, '1', body('other')], [JULIET, '1', body('third')]);
    expect((await talk.lines()).map(({ text }) => text)).toEqual(['', 'third']);
  });
});

describe('what is sent on to several', () => {
  it('goes to all of them or to none', async () => {
    const talk = await converse();
    await talk.take([JULIET, 'm1', `${body('one')}<unstyled xmlns='urn:xmpp:styling:0'/>`]);
    const { id } = await first(talk);
    const to = ['eve@example.org', 'bob@example.org'];
    const put = IDBObjectStore.prototype.put;
    let left = 1;
    const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
      if (this.name === 'messages' && left-- === 0) throw new DOMException('full', 'QuotaExceededError');
      return put.apply(this, args);
    });
    await expect(talk.desk.forward(JULIET, [id], to)).rejects.toMatchObject({ code: 'storage-full' });
    full.mockRestore();
    expect([await talk.db.count('messages'), await talk.db.count('outbox')]).toEqual([1, 0]);
    await talk.desk.forward(JULIET, [id], to);
    const sent = (await talk.db.getAll('messages')).filter(({ chat }) => chat !== JULIET);
    expect(sent).toMatchObject([{ unstyled: true }, { unstyled: true }]);
  });
});

describe('what an answer is about', () => {
  it.each([
    ['closed', 'offline'],
    ['timeout', 'timeout'],
    ['forbidden', 'server-refused']
  ] as const)('is not called lost when the archive could not be read: %s', async (condition, code) => {
    const talk = await converse();
    await talk.take([JULIET, 'm2', answer('m1', 'yes')], [JULIET, 'r', react('m2', '👍')]);
    const { id } = await first(talk);
    const fails = () => Promise.reject(new StanzaError(condition));
    await expect(fetchReply(talk.context, fails, JULIET, id)).rejects.toMatchObject({ code });
    expect(await fetchReply(talk.context, () => Promise.resolve(), JULIET, id)).toBeUndefined();
  });
});
