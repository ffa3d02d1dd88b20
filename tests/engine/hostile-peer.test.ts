import { beforeEach, describe, expect, it } from 'vitest';
import { Actions } from '../../src/lib/engine/actions';
import { Inbox } from '../../src/lib/engine/inbox';
import { readIncoming } from '../../src/lib/engine/incoming';
import { parseMessage } from '../../src/lib/xmpp/message';
import { JULIET, memoryAccount, ROMEO, type MemoryAccount } from './memory-account';
import { xml } from './scripted-server';

const FUTURE = `<delay xmlns='urn:xmpp:delay' from='example.org' stamp='9999-01-01T00:00:00Z'/>`;

describe('a message that claims to come from the future', () => {
  let account: MemoryAccount;
  let failures: unknown[];
  let inbox: Inbox;

  beforeEach(async () => {
    account = await memoryAccount();
    failures = [];
    inbox = new Inbox(account.context, account.lease, () => 0, {
      receipts: () => undefined,
      failed: (thrown) => void failures.push(thrown)
    });
    inbox.open();
  });

  const hear = async (body: string, more = '') => {
    const stanza = xml(`<message xmlns='jabber:client' from='${JULIET}/a' to='${ROMEO}' type='chat' id='${body}'>
      <body>${body}</body>${more}</message>`);
    const parsed = parseMessage(stanza, { self: ROMEO, trustedStanzaIds: false });
    const incoming = parsed && readIncoming(parsed, ROMEO, account.context.now());
    if (incoming) inbox.push(incoming);
    await inbox.idle();
  };

  it('stands where it arrived, and what follows stands behind it', async () => {
    await hear('1', FUTURE);
    await hear('2');
    const actions = new Actions(account.context);
    await actions.send(JULIET, '3');
    await hear('4', FUTURE);
    const rows = await account.db.getAllFromIndex('messages', 'place');
    expect(rows.map(({ text }) => text)).toEqual(['1', '2', '3', '4']);
    expect(Math.max(...rows.map(({ time }) => time))).toBeLessThanOrEqual(Date.now());
    await actions.markRead(JULIET, rows.at(-1)?.order ?? 0);
    await hear('5');
    expect((await account.db.get('chats', [ROMEO, JULIET]))?.unread).toBe(1);
    expect(failures).toEqual([]);
  });
});
