import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StreamService } from '../../src/lib/engine/stream-service';
import type { Stream } from '../../src/lib/xmpp/stream';
import { parseFrame, type Element } from '../../src/lib/xmpp/xml';
import { JULIET, memoryAccount, ROMEO, type MemoryAccount } from './memory-account';
import { ScriptedServer } from './scripted-server';
import { openScripted } from './scripted-stream';

const EVE = 'eve@evil.example';
const FORWARD = 'urn:xmpp:forward:0';
const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 2_000, interval: 2 });

/** A message with a body, as it stands inside a copy or an archive. */
const inner = (text: string, from = `${JULIET}/a`, to = ROMEO) =>
  `<message xmlns='jabber:client' type='chat' from='${from}' to='${to}' id='${text}'><body>${text}</body></message>`;
const forwarded = (text: string) =>
  `<forwarded xmlns='${FORWARD}'><delay xmlns='urn:xmpp:delay' stamp='2026-01-01T00:00:00Z'/>${inner(text)}</forwarded>`;
const outer = (from: string | undefined, content: string, type = 'chat') =>
  `<message xmlns='jabber:client' type='${type}'${from ? ` from='${from}'` : ''} to='${ROMEO}/Kith~1'>${content}</message>`;
const iq = (from: string | undefined, type: string, content: string) =>
  `<iq xmlns='jabber:client' type='${type}' id='q1'${from ? ` from='${from}'` : ''} to='${ROMEO}/Kith~1'>${content}</iq>`;

describe('the engine against a hostile sender', () => {
  let account: MemoryAccount;
  let server: ScriptedServer;
  let stream: Stream;
  let service: StreamService;
  let told: unknown[];

  beforeEach(async () => {
    account = await memoryAccount();
    told = [];
    const { context, lease, db } = account;
    const person = { account: ROMEO, name: '', listed: true, groups: [], waiting: false, asks: false, blocked: false };
    await db.put('people', { ...person, address: JULIET, subscription: 'both' });
    server = new ScriptedServer();
    stream = await openScripted(server);
    service = new StreamService({ ...context, live: (state) => void told.push(state) }, lease, '1.0', (thrown) => {
      throw thrown;
    });
    service.attach(stream, undefined);
    service.learn({ trustedIds: true, privateNodes: true });
    service.release();
  });
  afterEach(async () => {
    service.stop();
    await stream.abandon();
  });

  const rows = () => account.db.getAllFromIndex('messages', 'place');
  const texts = async () => (await rows()).map(({ text }) => text);

  /** The next good message still arrives, and nothing that came before it has left a trace. */
  const onlyTheGoodOne = async (...bad: string[]) => {
    server.reply(...bad, outer(`${JULIET}/a`, '<body>good</body>'));
    await until(async () => expect(await texts()).toContain('good'));
    expect(await texts()).toEqual(['good']);
  };
  /** What the client answers to a request. */
  const answerTo = async (request: string): Promise<Element> => {
    server.reply(request);
    return server.expect('iq');
  };

  it.each([
    ['from a stranger', outer(EVE, `<received xmlns='urn:xmpp:carbons:2'>${forwarded('forged')}</received>`)],
    ['from a contact', outer(JULIET, `<sent xmlns='urn:xmpp:carbons:2'>${forwarded('forged')}</sent>`)],
    [
      'from another own device',
      outer(`${ROMEO}/x`, `<received xmlns='urn:xmpp:carbons:2'>${forwarded('f')}</received>`)
    ],
    ['with a sent message of another', outer(ROMEO, `<sent xmlns='urn:xmpp:carbons:2'>${forwarded('forged')}</sent>`)],
    ['as a bare forward', outer(ROMEO, forwarded('forged'))]
  ])('takes no copy %s', (_, stanza) => onlyTheGoodOne(stanza));

  it.each([
    ['from a stranger', EVE],
    ['nobody asked for', undefined]
  ])('takes no archive result %s', (_, from) =>
    onlyTheGoodOne(outer(from, `<result xmlns='urn:xmpp:mam:2' queryid='x' id='1'>${forwarded('forged')}</result>`))
  );

  it('takes no archive result of a stranger into an open query', async () => {
    const reading = service.catchUp();
    const query = await server.expect('iq');
    const id = String(query.getChild('query', 'urn:xmpp:mam:2')?.attrs['queryid']);
    const result = (text: string) =>
      `<result xmlns='urn:xmpp:mam:2' queryid='${id}' id='${text}'>${forwarded(text)}</result>`;
    server.reply(outer(EVE, result('forged')), outer(undefined, result('true')));
    server.reply(
      iq(EVE, 'result', `<fin xmlns='urn:xmpp:mam:2' complete='true'/>`).replace('q1', String(query.attrs['id']))
    );
    server.answer(query, `<fin xmlns='urn:xmpp:mam:2' complete='true'/>`);
    await reading;
    expect(await texts()).toEqual(['true']);
  });

  it('believes an archive id of the own account only', async () => {
    const id = (by: string) => `<stanza-id xmlns='urn:xmpp:sid:0' by='${by}' id='known'/>`;
    server.reply(outer(`${JULIET}/a`, `<body>first</body>${id(ROMEO)}`), outer(EVE, `<body>second</body>${id(EVE)}`));
    await until(async () => expect(await rows()).toHaveLength(2));
    const known = (await rows()).map(({ sender, archiveId }) => [sender, archiveId]);
    expect(known.sort()).toEqual([
      [EVE, undefined],
      [JULIET, 'known']
    ]);
  });

  it('does not fold a message of another with the same ids into one that is there', async () => {
    const ids = (from: string) =>
      `<message xmlns='jabber:client' type='chat' from='${from}' id='same'><body>hi</body>
       <origin-id xmlns='urn:xmpp:sid:0' id='same'/></message>`;
    server.reply(ids(`${JULIET}/a`), ids(`${EVE}/a`), ids(`${JULIET}/a`));
    await until(async () => expect((await rows()).map(({ sender }) => sender).sort()).toEqual([EVE, JULIET]));
  });

  it.each([
    ['a contact', `<query xmlns='jabber:iq:roster'><item jid='${EVE}' subscription='both'/></query>`],
    ['a block', `<block xmlns='urn:xmpp:blocking'><item jid='${JULIET}'/></block>`]
  ])('refuses a push of %s from another', async (_, content) => {
    const answer = await answerTo(iq(EVE, 'set', content));
    expect(answer.attrs).toMatchObject({ type: 'error', to: EVE });
    expect(await account.db.get('people', [ROMEO, EVE])).toBeUndefined();
    expect((await account.db.get('people', [ROMEO, JULIET]))?.blocked).toBe(false);
    await onlyTheGoodOne();
  });

  it('takes receipts and markers for a message from its recipient only', async () => {
    const own = { account: ROMEO, chat: JULIET, mine: true, sender: ROMEO, order: 1, time: 1, arrived: 1 };
    await account.db.put('messages', { ...own, id: 'm1', wireId: 'm1', text: 'mine', status: 'sent' });
    const receipt = `<received xmlns='urn:xmpp:receipts' id='m1'/>`;
    const marker = `<displayed xmlns='urn:xmpp:chat-markers:0' id='m1'/>`;
    server.reply(outer(EVE, receipt), outer(EVE, marker), outer(EVE, '<body>end</body>'));
    const status = async () => (await account.db.get('messages', [ROMEO, 'm1']))?.status;
    await until(async () => expect(await texts()).toContain('end'));
    expect(await status()).toBe('sent');
    server.reply(outer(`${JULIET}/a`, marker), outer(`${JULIET}/a`, receipt), outer(JULIET, '<body>end too</body>'));
    await until(async () => expect(await texts()).toContain('end too'));
    expect(await status()).toBe('read');
  });

  it('takes a read position from the own account only', async () => {
    const event = `<event xmlns='http://jabber.org/protocol/pubsub#event'><items node='urn:xmpp:mds:displayed:0'>
      <item id='${JULIET}'><displayed xmlns='urn:xmpp:mds:displayed:0'>
      <stanza-id xmlns='urn:xmpp:sid:0' by='${ROMEO}' id='a1'/></displayed></item></items></event>`;
    const archived = `<body>one</body><stanza-id xmlns='urn:xmpp:sid:0' by='${ROMEO}' id='a1'/>`;
    const unread = async () => (await account.db.get('chats', [ROMEO, JULIET]))?.unread;
    server.reply(outer(`${JULIET}/a`, archived), outer(EVE, event, 'headline'), outer(EVE, '<body>end</body>'));
    await until(async () => expect(await texts()).toContain('end'));
    expect(await unread()).toBe(1);
    server.reply(outer(ROMEO, event, 'headline'));
    await until(async () => expect(await unread()).toBe(0));
  });

  it.each([
    ['a ping', `<ping xmlns='urn:xmpp:ping'/>`],
    ['the version', `<query xmlns='jabber:iq:version'/>`],
    ['the time', `<time xmlns='urn:xmpp:time'/>`],
    ['what it can do', `<query xmlns='http://jabber.org/protocol/disco#info'/>`],
    ['a command', `<command xmlns='http://jabber.org/protocol/commands' node='x' action='execute'/>`]
  ])('tells a stranger who asks for %s nothing but that there is nobody', async (_, content) => {
    const answer = await answerTo(iq(`${EVE}/a`, content.includes('command') ? 'set' : 'get', content));
    expect(answer.attrs).toMatchObject({ type: 'error', to: `${EVE}/a` });
    expect(answer.toString()).toContain('service-unavailable');
    expect(answer.toString()).not.toContain('Kith');
  });

  it('runs no command, not even for a contact', async () => {
    const command = `<command xmlns='http://jabber.org/protocol/commands' node='x' action='execute'/>`;
    expect((await answerTo(iq(`${JULIET}/a`, 'set', command))).attrs['type']).toBe('error');
  });

  it('sends a stranger no receipt and no typing, and a contact both', async () => {
    const asks = `<request xmlns='urn:xmpp:receipts'/>`;
    const from = (who: string) =>
      `<message xmlns='jabber:client' type='chat' from='${who}' id='${who}'><body>${who}</body>${asks}</message>`;
    server.reply(from(EVE), from(JULIET));
    const receipt = await server.expect('message');
    expect(receipt.attrs['to']).toBe(JULIET);
    await service.tellTyping(EVE, true);
    await service.tellTyping(JULIET, true);
    expect((await server.expect('message')).attrs['to']).toBe(JULIET);
    server.finish();
  });

  it('answers to a request come from who was asked', async () => {
    const asked = stream.request('get', JULIET, parseFrame(`<query xmlns='jabber:iq:version'/>`), 2_000);
    const request = await server.expect('iq');
    server.answer(request, `<query xmlns='jabber:iq:version'><name>Eve</name></query>`, EVE);
    server.answer(request, `<query xmlns='jabber:iq:version'><name>Juliet</name></query>`, JULIET);
    expect((await asked).toString()).toContain('Juliet');
  });

  it.each([
    ['no address at all', outer('@', '<body>x</body>')],
    ['two copies at once', outer(ROMEO, `<sent xmlns='urn:xmpp:carbons:2'/><received xmlns='urn:xmpp:carbons:2'/>`)],
    ['an empty event', outer(ROMEO, `<event xmlns='http://jabber.org/protocol/pubsub#event'/>`)],
    ['a presence from nowhere', `<presence xmlns='jabber:client' from='//' type='subscribe'/>`],
    ['a message of a group', outer(EVE, '<body>x</body>', 'groupchat')],
    ['a headline', outer(EVE, '<body>x</body>', 'headline')]
  ])('goes on after %s', (_, stanza) => onlyTheGoodOne(stanza));

  it('goes on after a stanza at which the handler itself fails', async () => {
    const get = vi.spyOn(account.db, 'get').mockRejectedValueOnce(new Error('broken'));
    server.reply(iq(EVE, 'get', `<ping xmlns='urn:xmpp:ping'/>`));
    await until(() => expect(account.logged).toMatchObject([['a stanza was set aside', { message: 'broken' }]]));
    get.mockRestore();
    await onlyTheGoodOne();
  });
});
