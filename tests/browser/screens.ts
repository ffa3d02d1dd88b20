import type { MessageRow } from '../../src/lib/store/messages';
import { newChat, previewOf } from '../../src/lib/store/chats';
import { stranger } from '../../src/lib/store/people';
import { seed } from './database';
import type { Person } from './person';

const NAMES = [
  'Nina Berg',
  'Grandma',
  'Oluwaseun Abdulrahman-Montgomery of the very long family name that never ends',
  'سارة العلي',
  'דניאל כהן',
  '李小龍',
  'Åsa & Øystein',
  '🎻 String quartet'
];
const TEXTS = [
  'See you at seven?',
  'شكرا جزيلا! أراك غدا في الساعة 7',
  'I wrote down everything that we need for the summer: tent, stove, lamps, the good knives, and the long rope.',
  '👍',
  'https://example.org/a/very/long/address/that/has/no/place/to/break/and/must/not/widen/the/screen?at=all',
  'ok'
];

/** The address of the chat that {@link fill} writes most into. */
export const FULL = 'person0@localhost';

/** Fills a browser's database with people and chats as years of use leave them. */
export async function fill(person: Person, chats = 200): Promise<void> {
  const account = person.address;
  const now = Date.now();
  const addresses = Array.from({ length: chats }, (_, i) => `person${i}@localhost`);
  const rows = addresses.flatMap((chat, i) =>
    Array.from({ length: i === 0 ? 60 : 1 }, (_, j): MessageRow => {
      const time = now - i * 7 * 3_600_000 - (i === 0 ? (59 - j) * 2 * 3_600_000 : 0);
      const mine = (i + j) % 3 === 0;
      const text = TEXTS[(i + j) % TEXTS.length] ?? '';
      const id = `${i}-${j}`;
      const place = { account, id, chat, order: time * 1000, time, arrived: time, text };
      return mine
        ? { ...place, mine, sender: account, status: (['sent', 'delivered', 'read'] as const)[j % 3] ?? 'sent' }
        : { ...place, mine, sender: chat };
    })
  );
  await seed(
    person.page,
    'people',
    addresses.map((address, i) => ({
      ...stranger(account, address),
      name: NAMES[i] ?? `Friend ${i}`,
      listed: true,
      subscription: 'both' as const
    }))
  );
  await seed(person.page, 'messages', rows);
  await seed(
    person.page,
    'chats',
    addresses.map((chat, i) => {
      const newest = rows.findLast((row) => row.chat === chat);
      if (!newest) throw new Error(`nothing was said with ${chat}`);
      const unread = i % 5 === 1 ? i : 0;
      return {
        ...newChat(account, chat),
        accepted: true,
        lastOrder: newest.order,
        readOrder: unread > 0 ? 0 : newest.order,
        preview: previewOf(newest),
        unread,
        draft: i === 3 ? 'I meant to say that' : ''
      };
    })
  );
}
