import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Actions } from '../../src/lib/engine/actions';
import type { Context } from '../../src/lib/engine/context';
import { Inbox } from '../../src/lib/engine/inbox';
import { readIncoming } from '../../src/lib/engine/incoming';
import { StreamService } from '../../src/lib/engine/stream-service';
import { parseMessage } from '../../src/lib/xmpp/message';
import type { Stream } from '../../src/lib/xmpp/stream';
import { JULIET, memoryAccount, ROMEO, type MemoryAccount } from './memory-account';
import { ScriptedServer, xml } from './scripted-server';
import { openScripted } from './scripted-stream';

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

describe('a stream with odd stanzas', () => {
  let account: MemoryAccount;
  let server: ScriptedServer;
  let stream: Stream;
  let service: StreamService;
  let typing: string[];

  beforeEach(async () => {
    account = await memoryAccount();
    typing = [];
    const live: Context['live'] = (state) => typing.push(...(state.typing?.keys() ?? []));
    server = new ScriptedServer();
    stream = await openScripted(server);
    service = new StreamService({ ...account.context, live }, account.lease, '1.0', (thrown) => {
      throw thrown;
    });
    service.attach(stream, undefined);
    service.release();
  });
  afterEach(async () => {
    service.stop();
    await stream.abandon();
  });

  it.each(['wait', 'cancel'])('says that a message did not arrive when it comes back to %s', async (type) => {
    await new Actions(account.context).send(JULIET, 'hello');
    const id = (await account.db.getAll('messages'))[0]?.id;
    server.reply(`<message xmlns='jabber:client' type='error' from='${JULIET}' id='${id}'><error type='${type}'>
      <remote-server-timeout xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>`);
    await vi.waitFor(async () =>
      expect(await account.db.getAll('messages')).toMatchObject([{ status: 'failed', error: 'contact-unreachable' }])
    );
  });

  it('acknowledges nothing that the disk had no room for, also what is no message', async () => {
    await new Actions(account.context).send(JULIET, 'hello');
    const id = (await account.db.getAll('messages'))[0]?.id;
    const full = vi.spyOn(account.db, 'transaction').mockImplementationOnce(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    server.reply(
      `<message xmlns='jabber:client' type='error' from='${JULIET}' id='${id}'><error type='cancel'/></message>`,
      `<r xmlns='urn:xmpp:sm:3'/>`
    );
    expect(await server.expectEnd()).toBe('dropped');
    full.mockRestore();
    server.finish();
  });

  it('does not take an address that it can not read for the own one', async () => {
    server.reply(`<iq xmlns='jabber:client' type='get' id='1' from='eve@evil%example'>
      <query xmlns='jabber:iq:version'/></iq>`);
    const answer = await server.expect('iq');
    expect(answer.attrs['type']).toBe('error');
    expect(answer.toString()).not.toContain('Kith');
  });

  const presence = (from: string, type = '') => `<presence xmlns='jabber:client' from='${from}' ${type}/>`;
  const there = () => [...service.presences.all()].map(([address, { online }]) => `${address} ${online}`);
  const befriend = () => {
    const person = { account: ROMEO, name: '', groups: [], waiting: false, asks: false, blocked: false };
    return account.db.put('people', { ...person, address: JULIET, subscription: 'both', listed: true });
  };

  it('lets nobody appear but contacts and own devices, also those who came before the contact list', async () => {
    server.reply(presence('eve@evil.example/a'), presence(`${JULIET}/a`), presence(`${ROMEO}/phone`));
    await vi.waitFor(() => expect(stream.state?.inbound).toBe(3));
    expect(there()).toEqual([]);
    await befriend();
    await service.contactsKnown();
    expect(there()).toEqual([`${JULIET} true`, `${ROMEO} true`]);
    server.reply(presence('eve@evil.example/b'), presence('eve@evil.example', `type='unavailable'`));
    server.reply(presence(`${JULIET}/a`, `type='unavailable'`));
    await vi.waitFor(() => expect(there()).toEqual([`${JULIET} false`, `${ROMEO} true`]));
  });

  it('keeps no more devices of a contact and no more who type than it can bear', async () => {
    await befriend();
    await service.contactsKnown();
    for (let n = 0; n < 300; n++) {
      server.reply(presence(`${JULIET}/${n}`));
      server.reply(`<message xmlns='jabber:client' type='chat' from='m${n}@evil.example'>
        <composing xmlns='http://jabber.org/protocol/chatstates'/></message>`);
    }
    await vi.waitFor(() => expect(stream.state?.inbound).toBe(600));
    expect(service.presences.snapshot()).toHaveLength(50);
    expect(typing).toHaveLength(100);
  });
});
