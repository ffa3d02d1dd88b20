import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts } from './ports.mjs';
import { findProgram, runProgram, startProgram, waitUntilReady } from './processes.mjs';

const template = join(dirname(fileURLToPath(import.meta.url)), '../../server/ejabberd.yml');

/**
 * The path of ejabberd's control program, if the system has it.
 * @returns {string | undefined}
 */
export function findEjabberd() {
  return findProgram('ejabberdctl');
}

/**
 * Starts ejabberd with the template of `server/`, as whoever we are, without epmd.
 * @param {string} ejabberdctl
 * @param {import('./stack.mjs').BackendOptions} options
 */
export async function startEjabberd(ejabberdctl, options) {
  const control = await prepare(ejabberdctl, options);
  const env = { HOME: options.data };
  const child = startProgram('ejabberd', control.program, [...control.args, 'foreground'], { env, grace: 10_000 });
  try {
    await waitUntilReady(child, () => answers(options), 60_000);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return {
    child,
    /**
     * @param {string} user
     * @param {string} password
     */
    async createAccount(user, password) {
      const args = [...control.args, 'register', user, options.domain, password];
      const { code, stdout, stderr } = await runProgram(control.program, args, { env });
      if (code !== 0) throw new Error(`ejabberdctl register: ${stdout}${stderr}`);
    },
    invite: () => Promise.reject(new Error('ejabberd has no invitations')),
    archiveOf: () => Promise.reject(new Error('the archive of ejabberd is read as a client, by XEP-0313'))
  };
}

/** @param {import('./stack.mjs').BackendOptions} options */
async function answers({ httpPort, domain }) {
  const address = `http://127.0.0.1:${httpPort}/http-bind`;
  const response = await fetch(address, { headers: { Host: domain } }).catch(() => undefined);
  return response?.ok ?? false;
}

/**
 * Writes the configuration into the data folder.
 * @param {string} ejabberdctl
 * @param {import('./stack.mjs').BackendOptions} options
 */
async function prepare(ejabberdctl, options) {
  const { data } = options;
  mkdirSync(join(data, 'spool'), { recursive: true });
  mkdirSync(join(data, 'logs'), { recursive: true });
  const config = join(data, 'ejabberd.yml');
  writeFileSync(config, fillIn(readFileSync(template, 'utf8'), options));
  const controlConfig = join(data, 'ejabberdctl.cfg');
  if (!existsSync(controlConfig)) writeFileSync(controlConfig, await nodeSettings());
  writeFileSync(join(data, 'inetrc'), '{lookup,["file","native"]}.\n');
  const program = join(data, 'ejabberdctl');
  const script = readFileSync(ejabberdctl, 'utf8').replace(/^INSTALLUSER=.*$/m, 'INSTALLUSER=');
  writeFileSync(program, script, { mode: 0o755 });
  const places = ['--config-dir', data, '--logs', join(data, 'logs'), '--spool', join(data, 'spool')];
  return { program, args: ['--config', config, '--ctl-config', controlConfig, ...places] };
}

/** The database belongs to the node of this name, so the name outlives a restart. */
async function nodeSettings() {
  const [port] = await freePorts(1);
  return `ERL_DIST_PORT=${port}\nINET_DIST_INTERFACE=127.0.0.1\nERLANG_NODE=kith${port}@localhost\n`;
}

/**
 * @param {string} text
 * @param {import('./stack.mjs').BackendOptions} options
 */
function fillIn(text, { domain, publicUrl, data, httpPort, c2sPort }) {
  return text
    .replaceAll('KITH_DOMAIN', domain)
    .replaceAll('KITH_PUBLIC_WS', publicUrl.replace(/^http/, 'ws'))
    .replaceAll('KITH_PUBLIC', publicUrl)
    .replaceAll('KITH_DATA', data)
    .replaceAll('KITH_HTTP_PORT', String(httpPort))
    .replaceAll('KITH_C2S_PORT', String(c2sPort));
}
