import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { JULIET, memoryAccount, ROMEO } from '../../../tests/engine/memory-account';
import { newChat } from '../store/chats';
import type { MessageRow } from '../store/messages';
import { stranger } from '../store/people';
import { newRoom } from '../store/rooms';
import { isMetered, mayFetchUnasked } from './fetch-policy';

const ROOM = 'family@rooms.example.org';
const message: MessageRow = {
  ...{ account: ROMEO, id: '1', chat: JULIET, order: 1, time: 1, arrived: 1, mine: false, sender: JULIET, text: '' },
  file: { kind: 'image', name: 'a.jpg', type: 'image/jpeg', size: 1000, url: 'https://a.example/a.jpg' }
};
const withFile = (file: Partial<MessageRow['file']>): MessageRow => ({
  ...message,
  file: { ...message.file!, ...file }
});

it('knows a network that costs', () => {
  for (const facts of [{ saveData: true }, { type: 'cellular' }, { effectiveType: '2g' }])
    expect(isMetered(facts)).toBe(true);
  for (const facts of [undefined, {}, { type: 'wifi', effectiveType: '4g', saveData: false }])
    expect(isMetered(facts)).toBe(false);
});

it('fetches small files of people who were accepted, and nothing else', async () => {
  const { db } = await memoryAccount();
  const may = (row = message) => mayFetchUnasked(db, row);
  expect(await may()).toBe(false);
  expect(await may({ ...message, mine: true })).toBe(true);
  await db.put('people', { ...stranger(ROMEO, JULIET), listed: true, subscription: 'both' });
  expect(await may()).toBe(true);
  for (const file of [{ kind: 'file' }, { size: 6 * 1024 * 1024 }] as const)
    expect(await may(withFile(file))).toBe(false);
  const { size: _, ...unsized } = message.file!;
  expect(await may({ ...message, file: unsized })).toBe(false);
  await db.put('people', { ...stranger(ROMEO, JULIET), blocked: true });
  await db.put('chats', { ...newChat(ROMEO, JULIET), accepted: true });
  expect(await may()).toBe(false);
  await db.delete('people', [ROMEO, JULIET]);
  expect(await may()).toBe(true);
  const account = (await db.get('accounts', ROMEO))!;
  await db.put('accounts', { ...account, settings: { lowData: true } });
  expect(await may()).toBe(false);
});

it('takes a private group for people who were accepted, and a public one not, whoever it says that somebody is', async () => {
  const { db } = await memoryAccount();
  const row = { ...message, chat: ROOM, sender: `${ROOM}/juliet` };
  await db.put('chats', { ...newChat(ROMEO, ROOM, 'room'), accepted: true });
  const facts = {
    ...{ membersOnly: true, nonAnonymous: true, passwordProtected: false, hidden: true },
    ...{ archive: true, stableIds: true, occupantIds: true }
  };
  const room = { ...newRoom(ROMEO, ROOM), bookmark: { autojoin: true, extensions: '' } };
  await db.put('rooms', { ...room, facts });
  expect(await mayFetchUnasked(db, row)).toBe(true);
  await db.put('rooms', { ...room, facts: { ...facts, membersOnly: false } });
  expect(await mayFetchUnasked(db, row)).toBe(false);
  await db.put('people', { ...stranger(ROMEO, JULIET), listed: true, subscription: 'both' });
  expect(await mayFetchUnasked(db, { ...row, person: JULIET })).toBe(false);
  const apart = `${ROOM}/juliet`;
  await db.put('chats', { ...newChat(ROMEO, apart, 'private'), accepted: true });
  expect(await mayFetchUnasked(db, { ...row, chat: apart, person: JULIET })).toBe(false);
});
