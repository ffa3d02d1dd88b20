import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from './failure.mjs';
import { findProgram, runProgram, startProgram, waitUntilReady } from './processes.mjs';

/**
 * @typedef {object} ProsodyInstallation
 * @property {string} prosody
 * @property {string} prosodyctl
 * @property {string} source the folder of its Lua files
 * @property {string} version
 *
 * @typedef {object} ProsodyOptions
 * @property {string} domain
 * @property {string} publicUrl the address that browsers use, without a slash at the end
 * @property {string} data
 * @property {number} httpPort
 * @property {number} c2sPort
 * @property {string} [firstInvites] the file that gets the tokens of the first two invitations
 * @property {Record<string, string>} [env] more of the template's variables
 */

const server = join(dirname(fileURLToPath(import.meta.url)), '../../server');
const config = join(server, 'prosody.cfg.lua');
const walScript = fileURLToPath(new URL('wal.lua', import.meta.url));
const archiveScript = fileURLToPath(new URL('archive.lua', import.meta.url));

/**
 * The Prosody of the system, if it has one.
 * @returns {ProsodyInstallation | undefined}
 */
export function findProsody() {
  const prosody = findProgram('prosody');
  const prosodyctl = findProgram('prosodyctl');
  if (!prosody || !prosodyctl) return undefined;
  const source = /^CFG_SOURCEDIR='(.*)'/m.exec(readFileSync(prosody, 'utf8'))?.[1] ?? '/usr/lib/prosody';
  const versionFile = join(source, 'prosody.version');
  return {
    prosody,
    prosodyctl,
    source,
    version: existsSync(versionFile) ? readFileSync(versionFile, 'utf8').trim() : 'unknown'
  };
}

/**
 * Starts Prosody with the template of `server/`.
 * @param {ProsodyInstallation} installation
 * @param {ProsodyOptions} options
 */
export async function startProsody(installation, options) {
  mkdirSync(join(options.data, 'certs'), { recursive: true });
  const env = environment(options);
  // A damaged file makes this fail too; Prosody's own words for it are read below.
  await runProgram(interpreterOf(installation), [walScript, join(options.data, 'prosody.sqlite')]);
  const child = startProgram('Prosody', installation.prosody, ['--config', config, '-F'], { env });
  try {
    await waitUntilReady(child, () => {
      checkDatabase(child.output(), options.data);
      return answers(options);
    });
  } catch (error) {
    await child.stop();
    throw error;
  }
  return { child, ...controls(installation, options, env) };
}

/**
 * Prosody goes on without its database; we don't.
 * @param {string} output
 * @param {string} data
 */
function checkDatabase(output, data) {
  const reason = /^sql\s+error\s.*?([^:]+)$/m.exec(output)?.[1];
  if (reason) throw new Failure(`Prosody cannot use its data in ${data}: ${reason.trim()}.`, { cause: output });
}

/** @param {ProsodyOptions} options */
async function answers({ httpPort, firstInvites }) {
  if (firstInvites && !existsSync(firstInvites)) return false;
  const response = await fetch(`http://127.0.0.1:${httpPort}/http-bind`).catch(() => undefined);
  return response?.ok ?? false;
}

/**
 * @param {ProsodyOptions} options
 * @returns {Record<string, string>}
 */
function environment(options) {
  return {
    KITH_DOMAIN: options.domain,
    KITH_PUBLIC: options.publicUrl,
    KITH_HTTP_PORT: String(options.httpPort),
    KITH_C2S_PORT: String(options.c2sPort),
    KITH_C2S_PLAIN: 'yes',
    KITH_DATA: options.data,
    KITH_CERTIFICATES: join(options.data, 'certs'),
    KITH_MODULES: join(server, 'modules'),
    KITH_RUN_AS_ROOT: process.getuid?.() === 0 ? 'yes' : 'no',
    ...(options.firstInvites ? { KITH_FIRST_INVITES: options.firstInvites } : {}),
    ...options.env
  };
}

/** How often a command is tried while the database is locked; each try takes some tenths of a second. */
const LOCKED_TRIES = 10;

/**
 * What an operator does at the command line.
 * @param {ProsodyInstallation} installation
 * @param {ProsodyOptions} options
 * @param {Record<string, string>} env
 */
function controls(installation, options, env) {
  /** @param {string[]} args */
  const ctl = async (...args) => {
    for (let tries = 1; ; tries++) {
      const { code, stdout, stderr } = await runProgram(installation.prosodyctl, ['--config', config, ...args], {
        env
      });
      if (code === 0) return stdout;
      // The server itself may be writing; SQLite then refuses at once instead of waiting.
      const isLocked = `${stdout}${stderr}`.includes('database is locked');
      if (!isLocked || tries === LOCKED_TRIES) throw new Error(`prosodyctl ${args.join(' ')}: ${stdout}${stderr}`);
    }
  };
  return {
    ctl,
    /**
     * @param {string} user
     * @param {string} password
     */
    // By the running server: a second process would meet a database that is locked.
    async createAccount(user, password) {
      const jid = JSON.stringify(`${user}@${options.domain}`);
      const output = await ctl('shell', `user:create(${jid}, ${JSON.stringify(password)})`);
      if (!output.includes('OK')) throw new Error(`no account for ${user}: ${output}`);
    },
    /**
     * The XML of every message in a user's archive, oldest first; or of a room's, when `domain` is that of the rooms.
     * @param {string} user
     * @param {string} [domain]
     */
    async archiveOf(user, domain = options.domain) {
      const store = domain === options.domain ? 'archive' : 'muc_log';
      const args = [archiveScript, join(options.data, 'prosody.sqlite'), domain, user, store];
      const { code, stdout, stderr } = await runProgram(interpreterOf(installation), args);
      if (code !== 0) throw new Error(`the archive cannot be read: ${stderr}`);
      return stdout.split('\n').filter((line) => line !== '');
    },
    /** @param {{ admin?: boolean, from?: string }} [who] */
    async invite({ admin, from } = {}) {
      const isOld = installation.version.startsWith('0.');
      const { domain } = options;
      if (from) {
        const canRegister = isOld ? 'true' : '{ allow_registration = true }';
        return linkIn(await ctl('shell', `invite:create_contact("${from}@${domain}", ${canRegister})`));
      }
      if (isOld) return linkIn(await ctl('mod_invites', 'generate', domain, ...(admin ? ['--admin'] : [])));
      return linkIn(
        await ctl('shell', 'invite', 'create_account', domain, ...(admin ? ['--role', 'prosody:admin'] : []))
      );
    }
  };
}

/**
 * The Lua that runs this Prosody.
 * @param {ProsodyInstallation} installation
 */
export function interpreterOf(installation) {
  const firstLine = readFileSync(installation.prosody, 'utf8').split('\n', 1)[0] ?? '';
  return /(\S+)\s*$/.exec(firstLine.slice(2))?.[1] ?? 'lua5.4';
}

/**
 * @param {string} output
 * @returns {{ token: string, link: string }}
 */
function linkIn(output) {
  const [link, token] = /https?:\/\/\S+#t=([\w-]+)\S*/.exec(output) ?? [];
  if (!link || !token) throw new Error(`no invitation in: ${output}`);
  return { token, link };
}
