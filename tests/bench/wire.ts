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

const script = fileURLToPath(new URL('fill-archive.lua', import.meta.url));

/** Puts some of `all` messages into somebody's archive, without the minutes that the server would need to take them. */
export async function fillArchive({ data, domain }: Servers, user: string, first: number, last: number, all: number) {
  const prosody = findProsody();
  if (!prosody) throw new Error('Prosody is not installed');
  const args = [script, join(data, 'server/prosody.sqlite'), domain, user, ...[first, last, all].map(String)];
  const { code, stderr } = await runProgram(interpreterOf(prosody), args);
  if (code !== 0) throw new Error(`the archive cannot be filled: ${stderr}`);
}
