import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram, runProgram } from './processes.mjs';

const cache = join(dirname(fileURLToPath(import.meta.url)), '../../.cache');
const SUITE = 'bookworm-backports';

/**
 * Prosody 13 beside the system's own: Debian's packages unpacked into `.cache/`, fetched once, nothing installed.
 * @returns {Promise<import('./prosody.mjs').ProsodyInstallation>}
 */
export async function unpackedProsody13() {
  const folder = join(cache, 'prosody-13');
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    const work = mkdtempSync(join(cache, 'unpacking-'));
    try {
      await unpack(work);
      renameSync(work, folder);
    } catch (error) {
      rmSync(work, { recursive: true, force: true });
      // Another process was faster: its copy is as good.
      if (!existsSync(folder)) throw error;
    }
  }
  const source = join(folder, 'root/usr/lib/prosody');
  for (const program of ['prosody', 'prosodyctl']) pointTo(folder, program, source);
  return {
    prosody: join(folder, 'prosody'),
    prosodyctl: join(folder, 'prosodyctl'),
    source,
    version: readFileSync(join(source, 'prosody.version'), 'utf8').trim()
  };
}

/** @param {string} work */
async function unpack(work) {
  const lists = join(work, 'apt/lists');
  const archives = join(work, 'apt/cache');
  mkdirSync(join(lists, 'partial'), { recursive: true });
  mkdirSync(join(archives, 'archives/partial'), { recursive: true });
  const source = join(work, 'apt/sources.list');
  writeFileSync(source, `deb [signed-by=${keyring()}] ${mirror()} ${SUITE} main\n`);
  const options = [
    `Dir::Etc::SourceList=${source}`,
    'Dir::Etc::SourceParts=/dev/null',
    `Dir::State::Lists=${lists}`,
    `Dir::Cache=${archives}`,
    'APT::Update::Post-Invoke::=',
    'APT::Sandbox::User='
  ].flatMap((option) => ['-o', option]);
  await run('apt-get', [...options, '-q', 'update'], work);
  await run('apt-get', [...options, '-q', 'download', 'prosody', 'prosody-modules'], work);
  for (const file of readdirSync(work).filter((name) => name.endsWith('.deb'))) {
    await run('dpkg', ['-x', file, 'root'], work);
  }
  rmSync(join(work, 'apt'), { recursive: true });
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {string} cwd
 */
async function run(program, args, cwd) {
  const path = findProgram(program);
  if (!path) throw new Error(`Prosody 13 comes from Debian: ${program} is missing`);
  const { code, stderr } = await runProgram(path, args, { cwd });
  if (code !== 0) throw new Error(`${program} ${args.at(-1)}: ${stderr}`);
}

/** Where the system gets Debian from; both ways to write apt's sources. */
function mirror() {
  const folder = '/etc/apt/sources.list.d';
  const names = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  const files = [...names, '/etc/apt/sources.list'].filter(
    (path) => /\.(sources|list)$/.test(path) && existsSync(path)
  );
  const text = files.map((path) => readFileSync(path, 'utf8')).join('\n');
  const addresses = [...text.matchAll(/^(?:URIs:|deb(?:\s+\[[^\]]*\])?)\s+(https?:\/\/\S+)/gm)].map(
    ([, url = '']) => url
  );
  return addresses.find((url) => /\/debian\/?$/.test(url)) ?? 'http://deb.debian.org/debian';
}

function keyring() {
  const path = '/usr/share/keyrings/debian-archive-keyring.gpg';
  if (!existsSync(path)) throw new Error('Prosody 13 comes from Debian: the package debian-archive-keyring is missing');
  return path;
}

/**
 * Writes the program anew with its Lua files where they were unpacked; the checkout may have moved since.
 * @param {string} folder
 * @param {string} program
 * @param {string} source
 */
function pointTo(folder, program, source) {
  const text = readFileSync(join(folder, 'root/usr/bin', program), 'utf8')
    .replace(/^CFG_SOURCEDIR=.*$/m, `CFG_SOURCEDIR='${source}';`)
    .replace(/^CFG_PLUGINDIR=.*$/m, `CFG_PLUGINDIR='${join(source, 'modules')}/';`);
  const path = join(folder, program);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, text, { mode: 0o755 });
  renameSync(temporary, path);
}
