import { expect, it, vi } from 'vitest';
import { BrowserLike } from '../support/browser-like';
import { attr, child } from '../../src/lib/xmpp/xml';
import { JULIET, ROMEO } from './memory-account';
import { ScriptedServer } from './scripted-server';

const MAM = 'urn:xmpp:mam:2';
const DAY = 24 * 3600 * 1000;

/** Two messages of Juliet, a month and a minute old, as the archive gives them. */
function history(queryId: string | undefined): string[] {
  return [30 * DAY, 60_000].map((age) => {
    const stamp = new Date(Date.now() - age).toISOString();
    return `<message xmlns='jabber:client'><result xmlns='${MAM}' queryid='${queryId}' id='${age}'>
      <forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='${stamp}'/>
      <message xmlns='jabber:client' type='chat' from='${JULIET}/a' to='${ROMEO}' id='${age}'><body>${age}</body></message>
      </forwarded></result></message>`;
  });
}

it('counts as unread what came lately, not what is long past', async () => {
  const server = new ScriptedServer();
  const endpoint = { kind: 'websocket' as const, url: 'wss://example.org/ws' };
  const network = { connect: server.connect, discover: () => Promise.resolve([endpoint]) };
  const tab = await new BrowserLike('new-device', network).openTab();
  await Promise.all([tab.engine.logIn({ address: ROMEO, password: 'secret' }), server.login()]);
  let handled = 0;
  while (tab.live.connection !== 'online') {
    const element = await server.expect(() => true);
    const query = child(element, 'query', MAM);
    if (element.getName() === 'r') server.reply(`<a xmlns='urn:xmpp:sm:3' h='${handled}'/>`);
    else handled++;
    if (element.getName() !== 'iq') continue;
    if (query) server.reply(...history(attr(query, 'queryid')));
    server.answer(element, query ? `<fin xmlns='${MAM}' complete='true'/>` : element.children[0]?.toString());
    await new Promise((resolve) => setImmediate(resolve));
  }
  await vi.waitFor(async () => expect(await tab.engine.chats()).toMatchObject([{ address: JULIET, unread: 1 }]));
  tab.close();
});
