import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuild } from './lib/build.mjs';
import { takeDataFolder } from './lib/data-folder.mjs';
import { Failure } from './lib/failure.mjs';
import { ensurePackages } from './lib/packages.mjs';
import { portProblem } from './lib/ports.mjs';
import { stopEverything, tellingLine } from './lib/processes.mjs';
import { ensurePrograms } from './lib/programs.mjs';
import { startProsody } from './lib/prosody.mjs';
import { terminalQr } from './lib/qr.mjs';
import { startStack } from './lib/stack.mjs';

const project = fileURLToPath(new URL('..', import.meta.url));
const USAGE = 'npm start -- [--port N] [--data DIR] [--yes]';

/** What to give back when we end, whatever the reason. */
let giveBack = () => {};
let isEnding = false;

/**
 * Ends once, after everything that was started here.
 * @param {number} code
 */
async function end(code) {
  if (isEnding) return;
  isEnding = true;
  await stopEverything();
  giveBack();
  process.exit(code);
}

/** @returns {{ port: number, data: string, yes: boolean }} */
function readOptions() {
  /** @type {{ port?: string, data?: string, yes?: boolean, help?: boolean }} */
  let values;
  try {
    const text = /** @type {const} */ ({ type: 'string' });
    const flag = /** @type {const} */ ({ type: 'boolean' });
    ({ values } = parseArgs({ options: { port: text, data: text, yes: flag, help: flag } }));
  } catch (error) {
    throw new Failure(`${/** @type {Error} */ (error).message.split('. ')[0]}. Usage: ${USAGE}`);
  }
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    process.exit(0);
  }
  const port = Number(values.port ?? 8080);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Failure('--port is a number from 1 to 65535.');
  return { port, data: resolve(values.data ?? join(project, '.local/kith')), yes: values.yes ?? false };
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Failure(`Kith needs Node 20.19 or newer; this is ${process.versions.node}.`);
  }
}

/**
 * @param {string} baseUrl
 * @param {string} token
 */
function inviteLink(baseUrl, token) {
  return `${baseUrl}/invite#t=${token}&type=register&jid=localhost`;
}

/**
 * @param {string} baseUrl
 * @param {{ host: string, friend: string }} tokens
 */
async function announce(baseUrl, tokens) {
  const host = inviteLink(baseUrl, tokens.host);
  const friend = inviteLink(baseUrl, tokens.friend);
  const codes = process.stdout.isTTY ? await Promise.all([terminalQr(host), terminalQr(friend)]) : [];
  const [hostCode, friendCode] = codes.map((code) => `${code}\n`);
  process.stdout.write(`Kith:   ${baseUrl}/\n`);
  process.stdout.write(`Invite: ${host}    (the host)\n${hostCode ?? ''}`);
  process.stdout.write(`Invite: ${friend}    (a friend)\n${friendCode ?? ''}`);
}

async function start() {
  checkNode();
  const { port, data, yes } = readOptions();
  const problem = await portProblem(port);
  if (problem) throw new Failure(problem);
  giveBack = takeDataFolder(data);
  const { prosody, nginx } = await ensurePrograms({ yes });
  await ensurePackages(project);
  const root = await ensureBuild(project);
  const firstInvites = join(data, 'first-invites.json');
  rmSync(firstInvites, { force: true });
  const stack = await startStack({
    ...{ nginx, data, root, port },
    startBackend: (settings) => startProsody(prosody, { ...settings, firstInvites })
  });
  await announce(stack.baseUrl, JSON.parse(readFileSync(firstInvites, 'utf8')));
  const died = await Promise.race([stack.backend().child, stack.nginx].map((child) => child.ended.then(() => child)));
  if (!isEnding)
    throw new Failure(`${died.name} stopped by itself: ${await died.ended}. ${tellingLine(died.output())}`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end(0));
try {
  await start();
} catch (error) {
  if (!isEnding) {
    const text = error instanceof Failure ? error.message : /** @type {Error} */ (error).stack;
    process.stderr.write(`${text}\n`);
  }
  await end(1);
}
