import { expect, it, vi } from 'vitest';
import { BrowserLike } from '../support/browser-like';
import { openDatabase } from '../../src/lib/store/schema';
import { attr, child, children, type Element } from '../../src/lib/xmpp/xml';
import { ROMEO } from './memory-account';
import { ScriptedServer } from './scripted-server';

const ROOM = 'club@muc.example.org';
const PUBSUB = 'http://jabber.org/protocol/pubsub';

/** What the account keeps of its rooms and of what was read there. */
const KEPT: Record<string, string> = {
  'urn:xmpp:bookmarks:1': `<conference xmlns='urn:xmpp:bookmarks:1' autojoin='false'/>`,
  'urn:xmpp:mds:displayed:0': `<displayed xmlns='urn:xmpp:mds:displayed:0'><stanza-id xmlns='urn:xmpp:sid:0' by='${ROOM}' id='read'/></displayed>`
};

function answerTo(iq: Element): string | undefined {
  const pubsub = child(iq, 'pubsub', PUBSUB);
  const node = pubsub && attr(children(pubsub, 'items', PUBSUB)[0] ?? pubsub, 'node');
  const payload = KEPT[node ?? ''];
  if (child(iq, 'query', 'urn:xmpp:mam:2')) return `<fin xmlns='urn:xmpp:mam:2' complete='true'/>`;
  if (!payload) return iq.children[0]?.toString();
  return `<pubsub xmlns='${PUBSUB}'><items node='${node}'><item id='${ROOM}'>${payload}</item></items></pubsub>`;
}

it('takes over how far a room was read together with the room', async () => {
  const server = new ScriptedServer();
  const endpoint = { kind: 'websocket' as const, url: 'wss://example.org/ws' };
  const browser = new BrowserLike('new-device-rooms', {
    connect: server.connect,
    discover: () => Promise.resolve([endpoint])
  });
  const tab = await browser.openTab();
  await Promise.all([tab.engine.logIn({ address: ROMEO, password: 'secret' }), server.login()]);
  let handled = 0;
  while (tab.live.connection !== 'online') {
    const element = await server.expect(() => true);
    if (element.getName() === 'r') server.reply(`<a xmlns='urn:xmpp:sm:3' h='${handled}'/>`);
    else handled++;
    if (element.getName() === 'iq') server.answer(element, answerTo(element));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const db = await openDatabase('new-device-rooms');
  await vi.waitFor(async () => expect(await db.get('rooms', [ROMEO, ROOM])).toBeDefined());
  expect(await db.get('chats', [ROMEO, ROOM])).toMatchObject({ readPending: 'read', kind: 'room' });
  tab.close();
});
