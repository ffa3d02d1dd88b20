import { afterEach, expect, it, vi } from 'vitest';
import { ROMEO } from './memory-account';
import { body, converse, Recorder, ROOM } from './said';

afterEach(() => vi.restoreAllMocks());

/** Does something once, as soon as this row of the messages was read by somebody. */
function onceRead(id: string, then: () => void): void {
  const get = IDBObjectStore.prototype.get;
  let isDone = false;
  vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (this: IDBObjectStore, key) {
    const request = get.call(this, key);
    if (this.name === 'messages' && JSON.stringify(key) === JSON.stringify([ROMEO, id]))
      request.addEventListener('success', () => {
        if (isDone) return;
        isDone = true;
        then();
      });
    return request;
  });
}

it('a retraction goes though the room shows the message while it is looked at whether that is still coming', async () => {
  const talk = await converse({});
  const sender = new Recorder();
  await talk.actions.send(ROOM, 'never mind');
  const [sent] = await talk.lines();
  const id = sent?.id ?? '';
  await talk.outbox.run(sender, undefined);
  await vi.waitFor(() => expect(sender.sent).toEqual(['never mind']));
  await talk.outbox.drained();
  let echoed: Promise<void> | undefined;
  await talk.desk.retract(ROOM, [id]);
  onceRead(id, () => {
    echoed = talk.take(['romeo', id, body('never mind')]);
  });
  talk.outbox.wake();
  await vi.waitFor(() => expect(echoed).toBeDefined());
  await echoed;
  // As the message's new id does in an engine.
  talk.outbox.wake();
  await talk.outbox.drained();
  const retractions = sender.read().flatMap((message) => message?.retraction ?? []);
  expect(retractions).toEqual([`a-${id}`]);
});
