import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts, isFree } from '../../scripts/lib/ports.mjs';
import { children, elements } from '../../src/lib/xmpp/xml';
import { RawSession } from '../support/raw-session';
import { runStart, temporaryFolder, tokensIn, type Started } from '../support/start';

// The first run may have to build the app.
const FIRST_START = 180_000;
const ROSTER = 'jabber:iq:roster';
const ITEMS = 'http://jabber.org/protocol/disco#items';

let port: number;
let data: string;

beforeAll(async () => {
  [port] = (await freePorts(1)) as [number];
  data = temporaryFolder();
});
afterAll(() => rm(data, { recursive: true, force: true }));

const open = (): Promise<RawSession> => RawSession.open(`ws://localhost:${port}/xmpp-websocket`, 'localhost');

async function start(): Promise<Started> {
  const started = runStart('--port', String(port), '--data', data);
  await started.ready;
  return started;
}

async function stop(started: Started, signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
  started.child.kill(signal);
  return started.ended;
}

async function contactsOf(username: string, password: string): Promise<string[]> {
  const session = await open();
  expect(await session.login(username, password)).toBe(true);
  const answer = await session.request('get', `<query xmlns="${ROSTER}"/>`, '');
  session.close();
  const items = elements(answer).flatMap((query) => children(query, 'item', ROSTER));
  return items.map((item) => `${item.attrs.jid} ${item.attrs.subscription}`);
}

async function commandsOf(username: string, password: string): Promise<string[]> {
  const session = await open();
  expect(await session.login(username, password)).toBe(true);
  const node = 'http://jabber.org/protocol/commands';
  const answer = await session.request('get', `<query xmlns="${ITEMS}" node="${node}"/>`);
  session.close();
  return elements(answer).flatMap((query) => children(query, 'item', ITEMS).map((item) => String(item.attrs.node)));
}

async function register(token: string, username: string): Promise<string> {
  const session = await open();
  const answer = await session.register(token, username, 'a password');
  session.close();
  return String(answer.attrs.type);
}

describe('npm start', () => {
  it(
    'prints three lines, makes host and friend contacts, and keeps all of it',
    async () => {
      const first = await start();
      const base = `http://localhost:${port}`;
      const { host, friend } = tokensIn(first.stdout());
      expect(first.stdout()).toBe(
        `Kith:   ${base}/\n` +
          `Invite: ${base}/invite#t=${host}&type=register&jid=localhost    (the host)\n` +
          `Invite: ${base}/invite#t=${friend}&type=register&jid=localhost    (a friend)\n`
      );
      expect(await register(friend, 'fay')).toBe('result');
      expect(await register(host, 'hal')).toBe('result');
      expect(await register(host, 'eve')).toBe('error');
      expect(await contactsOf('hal', 'a password')).toEqual(['fay@localhost both']);
      expect(await contactsOf('fay', 'a password')).toEqual(['hal@localhost both']);
      const adminOnly = 'http://jabber.org/protocol/admin#delete-user';
      expect(await commandsOf('hal', 'a password')).toContain(adminOnly);
      expect(await commandsOf('fay', 'a password')).not.toContain(adminOnly);
      expect(await stop(first)).toBe(0);
      expect(await isFree(port, '127.0.0.1')).toBe(true);

      const second = await start();
      const next = tokensIn(second.stdout());
      expect([next.host, next.friend]).not.toContain(host);
      expect([next.host, next.friend]).not.toContain(friend);
      expect(await contactsOf('hal', 'a password')).toEqual(['fay@localhost both']);
      expect(await register(next.friend, 'gus')).toBe('result');
      expect((await contactsOf('hal', 'a password')).sort()).toEqual(['fay@localhost both', 'gus@localhost both']);
      expect(await contactsOf('fay', 'a password')).toEqual(['hal@localhost both']);
      expect(await stop(second, 'SIGTERM')).toBe(0);

      const third = await start();
      expect(tokensIn(third.stdout()).host).toBe(next.host);
      expect(await stop(third)).toBe(0);
    },
    FIRST_START
  );

  it(
    'says which of its servers ended by itself, and stops the other',
    async () => {
      const started = await start();
      process.kill(Number(readFileSync(join(data, 'server/prosody.pid'), 'utf8')), 'SIGKILL');
      expect(await started.ended).toBe(1);
      expect(started.stderr()).toContain('Prosody stopped by itself');
      expect(await isFree(port, '127.0.0.1')).toBe(true);
    },
    FIRST_START
  );

  it('says in one line that the data folder is in use', { timeout: FIRST_START }, async () => {
    const started = await start();
    const [other] = (await freePorts(1)) as [number];
    await expectFailure(['--port', String(other), '--data', data], /is in use by the Kith of process \d+\.\n$/);
    expect(await stop(started)).toBe(0);
  });

  it('says in one line that the port is taken', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve));
    await expectFailure(['--port', String(port), '--data', data], /^Port \d+ is taken by another program/);
    await new Promise((resolve) => holder.close(resolve));
  });

  it('says in one line what is wrong with the data folder', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'file');
    writeFileSync(file, 'a letter');
    await expectFailure(['--data', file], /is a file/);
    await expectFailure(['--data', join(file, 'below')], /cannot be used/);
    await expectFailure(['--data', '/proc/kith'], /cannot be used/);
    await expectFailure(['--data', folder], /holds files of something else/);
    writeFileSync(join(folder, 'kith.json'), '{"kith": 99}');
    await expectFailure(['--data', folder], /was not made by this version of Kith/);
    await rm(folder, { recursive: true });
  });

  it('says in one line that the accounts cannot be read', { timeout: FIRST_START }, async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'server'));
    writeFileSync(join(folder, 'kith.json'), '{"kith":1}');
    writeFileSync(join(folder, 'server/prosody.sqlite'), 'not a database '.repeat(1000));
    await expectFailure(['--data', folder], /^Prosody cannot use its data in .*: file is not a database\.$/m);
    await rm(folder, { recursive: true });
  });

  it('says in one line what it does not understand', async () => {
    await expectFailure(['--port', '70000'], /--port is a number/);
    await expectFailure(['--prot', '80'], /Unknown option '--prot'.*Usage/);
  });
});

async function expectFailure(args: string[], words: RegExp): Promise<void> {
  const [free] = (await freePorts(1)) as [number];
  const run = runStart('--port', String(free), ...args);
  expect(await run.ended).toBe(1);
  expect(run.stdout()).toBe('');
  const lines = run.stderr().trim().split('\n');
  expect(lines.filter((line) => !line.endsWith('…'))).toHaveLength(1);
  expect(run.stderr()).toMatch(words);
}
