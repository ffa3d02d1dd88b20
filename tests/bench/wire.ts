import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../../scripts/lib/processes.mjs';
import { findProsody, interpreterOf } from '../../scripts/lib/prosody.mjs';
import type { Servers } from '../support/servers';
import { RawSession } from '../support/raw-session';

const PASSWORD = 'correct horse battery';

/** Logs somebody in by hand, with an account of their own; without presence nothing comes. */
export async function rawSession(servers: Servers, user: string, options: { make: boolean }): Promise<RawSession> {
  if (options.make) await servers.createAccount(user, PASSWORD);
  const session = await RawSession.open(servers.wsUrl, servers.domain);
  if (!(await session.login(user, PASSWORD))) throw new Error(`${user} was refused`);
  return session;
}

/** Writes many messages as fast as the server takes them, and resolves when it has taken the last. */
export async function write(session: RawSession, to: string, texts: readonly string[]): Promise<void> {
  for (const text of texts) session.send(messageTo(to, text));
  await session.request('get', '<ping xmlns="urn:xmpp:ping"/>');
}

function messageTo(to: string, text: string): string {
  const id = crypto.randomUUID();
  const asks = '<request xmlns="urn:xmpp:receipts"/><markable xmlns="urn:xmpp:chat-markers:0"/>';
  return `<message xmlns="jabber:client" type="chat" to="${to}" id="${id}"><body>${text}</body>${asks}</message>`;
}

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const script = path('fill-archive.lua');

/** Puts some of `all` messages into somebody's archive, without the minutes that the server would need to take them. */
export async function fillArchive({ data, domain }: Servers, user: string, first: number, last: number, all: number) {
  const prosody = findProsody();
  if (!prosody) throw new Error('Prosody is not installed');
  const args = [script, join(data, 'server/prosody.sqlite'), domain, user, ...[first, last, all].map(String)];
  const { code, stderr } = await runProgram(interpreterOf(prosody), args);
  if (code !== 0) throw new Error(`the archive cannot be filled: ${stderr}`);
}

/** Makes rooms that somebody belongs to, and seats people in the first, inside the server that runs. */
export async function fillRooms({ data, domain }: Servers, user: string, rooms: number, people: number): Promise<void> {
  const prosody = findProsody();
  if (!prosody) throw new Error('Prosody is not installed');
  const args = [domain, user, rooms, people].map((arg) => JSON.stringify(arg)).join(', ');
  const line = `> assert(loadfile(${JSON.stringify(path('fill-rooms.lua'))}))(${args})`;
  const folder = join(data, 'server');
  const env = {
    ...{ KITH_DOMAIN: domain, KITH_DATA: folder, KITH_CERTIFICATES: join(folder, 'certs') },
    KITH_RUN_AS_ROOT: process.getuid?.() === 0 ? 'yes' : 'no'
  };
  const config = path('../../server/prosody.cfg.lua');
  const { stdout, stderr } = await runProgram(prosody.prosodyctl, ['--config', config, 'shell', line], { env });
  if (!stdout.includes('filled')) throw new Error(`the rooms cannot be filled: ${stdout}${stderr}`);
}

/** Writes the rooms of {@link fillRooms} into somebody's list (XEP-0402). */
export async function bookmarkRooms(session: RawSession, rooms: number): Promise<void> {
  const options = { 'pubsub#persist_items': 'true', 'pubsub#max_items': 'max', 'pubsub#access_model': 'whitelist' };
  const fields = Object.entries(options).map(([name, value]) => `<field var="${name}"><value>${value}</value></field>`);
  const form = `<x xmlns="jabber:x:data" type="submit"><field var="FORM_TYPE"><value>http://jabber.org/protocol/pubsub#publish-options</value></field>${fields.join('')}</x>`;
  for (let n = 1; n <= rooms; n++) {
    const number = String(n).padStart(2, '0');
    const room = `bench${number}@rooms.${session.domain}`;
    const bookmark = `<conference xmlns="urn:xmpp:bookmarks:1" autojoin="true" name="Bench room ${number}"><nick>me</nick></conference>`;
    const publish = `<publish node="urn:xmpp:bookmarks:1"><item id="${room}">${bookmark}</item></publish>`;
    const answer = await session.request(
      'set',
      `<pubsub xmlns="http://jabber.org/protocol/pubsub">${publish}<publish-options>${form}</publish-options></pubsub>`,
      ''
    );
    if (answer.attrs.type !== 'result') throw new Error(`not bookmarked: ${answer.toString()}`);
  }
}

/** Enters a room by hand. Resolves when the room has told all that it tells at first. */
export async function enterBarely(session: RawSession, room: string): Promise<void> {
  const address = `${room}@rooms.${session.domain}`;
  session.send(
    `<presence xmlns="jabber:client" to="${address}/bare"><x xmlns="http://jabber.org/protocol/muc"/></presence>`
  );
  await session.next((stanza) => stanza.attrs.from?.startsWith(address) === true && !!stanza.getChild('subject'));
}
