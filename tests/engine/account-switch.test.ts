import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Actions } from '../../src/lib/engine/actions';
import { ALL_STORES } from '../../src/lib/store/account';
import { BrowserLike, type Tab } from '../support/browser-like';
import { JULIET, memoryAccount, ROMEO } from './memory-account';
import { ScriptedServer } from './scripted-server';

const FEATURES = `<stream:features xmlns:stream='http://etherx.jabber.org/streams'>
  <authentication xmlns='urn:xmpp:sasl:2'><mechanism>PLAIN</mechanism></authentication></stream:features>`;
const REFUSAL = `<failure xmlns='urn:xmpp:sasl:2'><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></failure>`;

let browsers = 0;

describe('a login where an account is', () => {
  let server: ScriptedServer;
  let tab: Tab;

  beforeEach(async () => {
    server = new ScriptedServer();
    const endpoint = { kind: 'websocket' as const, url: 'wss://example.org/ws' };
    const network = { connect: server.connect, discover: () => Promise.resolve([endpoint]) };
    tab = await new BrowserLike(`switch-${++browsers}`, network).openTab();
    const row = { name: '', lease: 1, userAgentId: 'x', resource: 'Kith', knownSince: 0, clockOffset: 0 };
    await tab.db.put('accounts', { ...row, account: ROMEO });
    const message = { account: ROMEO, id: '1', chat: JULIET, order: 1, time: 1, arrived: 1 };
    await tab.db.put('messages', { ...message, mine: false, sender: JULIET, text: 'kept' });
  });
  afterEach(() => tab.close());

  const stored = async () => (await tab.db.getAll('messages')).map(({ text }) => text);
  const accounts = () => tab.db.getAllKeys('accounts');

  it('costs nothing when it is refused', async () => {
    const refused = tab.engine.logIn({ address: JULIET, password: 'wrong' });
    void refused.catch(() => undefined);
    await server.expectOpen();
    server.reply(FEATURES);
    await server.expect('authenticate');
    server.reply(REFUSAL);
    await expect(refused).rejects.toMatchObject({ code: 'wrong-password' });
    await expect(tab.engine.logIn({ address: 'romeo', password: 'x' })).rejects.toMatchObject({
      code: 'address-invalid'
    });
    expect(await stored()).toEqual(['kept']);
    expect(await accounts()).toEqual([ROMEO]);
  });

  it('keeps the history of the same account, however its address was written', async () => {
    await Promise.all([tab.engine.logIn({ address: `xmpp:${ROMEO}`, password: 'secret' }), server.login()]);
    expect(await stored()).toEqual(['kept']);
  });

  it('takes the place of another account, of which nothing is left', async () => {
    const jid = `${JULIET}/Kith~1`;
    await Promise.all([tab.engine.logIn({ address: JULIET, password: 'secret' }), server.login({ jid })]);
    expect(await stored()).toEqual([]);
    expect(await accounts()).toEqual([JULIET]);
    await tab.engine.saveDraft('tybalt@example.org', 'hers');
    expect((await tab.db.getAll('chats')).map(({ account }) => account)).toEqual([JULIET]);
  });
});

describe('a tab that has not heard of the logout yet', () => {
  it('brings nothing of the account back', async () => {
    const { db, context } = await memoryAccount();
    const actions = new Actions(context);
    await db.delete('accounts', ROMEO);
    await expect(actions.saveDraft(JULIET, 'secret')).rejects.toMatchObject({ code: 'unknown' });
    await expect(actions.send(JULIET, 'secret')).rejects.toMatchObject({ code: 'unknown' });
    await expect(actions.setName('Romeo')).rejects.toMatchObject({ code: 'unknown' });
    await expect(actions.addContact(JULIET)).rejects.toMatchObject({ code: 'unknown' });
    expect((await Promise.all(ALL_STORES.map((store) => db.count(store)))).every((count) => count === 0)).toBe(true);
  });
});
