import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from './failure.mjs';

const MARK = 'kith.json';
const FORMAT = 1;

/**
 * Takes a folder for one running Kith: makes it, or checks that it is ours, usable and not in use.
 * @param {string} folder
 * @returns {() => void} gives it back
 */
export function takeDataFolder(folder) {
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    throw new Failure(`The data folder ${folder} is a file: give another one with --data.`);
  }
  const lock = join(folder, 'running');
  try {
    makeFolder(folder);
    checkMark(folder);
    const holder = holderOf(lock);
    if (holder) throw new Failure(`The data folder ${folder} is in use by the Kith of process ${holder}.`);
    writeFileSync(lock, String(process.pid));
    writeFileSync(join(folder, MARK), `${JSON.stringify({ kith: FORMAT })}\n`);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`The data folder ${folder} cannot be used: ${/** @type {Error} */ (error).message}.`);
  }
  return () => rmSync(lock, { force: true });
}

/**
 * Step by step, because Node's own recursive way never returns where the system says ENOENT (in /proc).
 * @param {string} folder
 */
function makeFolder(folder) {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

/** @param {string} folder */
function checkMark(folder) {
  const mark = join(folder, MARK);
  if (!existsSync(mark)) {
    if (readdirSync(folder).length === 0) return;
    throw new Failure(`The data folder ${folder} holds files of something else: give another one with --data.`);
  }
  const text = readFileSync(mark, 'utf8');
  if (!new RegExp(`^\\s*\\{\\s*"kith"\\s*:\\s*${FORMAT}\\s*\\}\\s*$`).test(text)) {
    throw new Failure(`The data folder ${folder} was not made by this version of Kith: see ${mark}.`);
  }
}

/**
 * The process that uses the folder. A note that a crash left behind names a process that is gone or another one.
 * @param {string} lock
 * @returns {number | undefined}
 */
function holderOf(lock) {
  if (!existsSync(lock)) return undefined;
  const pid = Number(readFileSync(lock, 'utf8'));
  const commandLine = `/proc/${pid}/cmdline`;
  if (!Number.isInteger(pid) || pid === process.pid || !existsSync(commandLine)) return undefined;
  return /start\.mjs/.test(readFileSync(commandLine, 'utf8')) ? pid : undefined;
}
