import { execFile, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure } from './failure.mjs';

/**
 * @typedef {object} Child
 * @property {string} name
 * @property {number} pid
 * @property {Promise<string>} ended how it ended, in words
 * @property {() => boolean} isRunning
 * @property {() => string} output the last part of what it printed
 * @property {() => Promise<void>} stop asks it to end, and ends it if it does not
 * @property {() => Promise<void>} kill ends it at once, as a crash would
 */

const KEPT_OUTPUT = 400_000;

/** @type {Set<Child>} */
const running = new Set();

/** Ends everything that was started here and still runs. */
export async function stopEverything() {
  await Promise.all([...running].map((child) => child.stop()));
}

/**
 * The full path of a program, also of one that only root has in its PATH.
 * @param {string} program
 * @returns {string | undefined}
 */
export function findProgram(program) {
  const places = (process.env['PATH'] ?? '').split(delimiter).concat('/usr/local/sbin', '/usr/sbin', '/sbin');
  return places.map((place) => join(place, program)).find(isExecutable);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts a long-running program in a process group of its own, so that Ctrl-C at the terminal reaches only us. Where
 * the system can, the kernel ends it when we are gone, however we ended.
 * @param {string} name
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, cwd?: string, grace?: number }} [options]
 * @returns {Child}
 */
export function startProgram(name, program, args, options = {}) {
  const setpriv = findProgram('setpriv');
  const [command, commandArgs] = setpriv ? [setpriv, ['--pdeathsig', 'TERM', program, ...args]] : [program, args];
  const child = spawn(command, commandArgs, {
    env: { ...process.env, ...options.env },
    ...(options.cwd ? { cwd: options.cwd } : {}),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe']
  });
  let output = '';
  let isRunning = true;
  /** @param {Buffer} chunk */
  const keep = (chunk) => {
    output = (output + chunk.toString()).slice(-KEPT_OUTPUT);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with code ${code}`));
  }).then((how) => {
    isRunning = false;
    running.delete(self);
    return /** @type {string} */ (how);
  });
  /** @param {NodeJS.Signals} signal */
  const send = (signal) => {
    if (isRunning && child.pid) signalGroup(child.pid, signal);
  };
  /** @type {Child} */
  const self = {
    name,
    pid: child.pid ?? 0,
    ended,
    isRunning: () => isRunning,
    output: () => output,
    async stop() {
      send('SIGTERM');
      const timer = setTimeout(() => send('SIGKILL'), options.grace ?? 5000);
      await ended;
      clearTimeout(timer);
    },
    async kill() {
      send('SIGKILL');
      await ended;
    }
  };
  running.add(self);
  return self;
}

/**
 * @param {number} group
 * @param {NodeJS.Signals} signal
 */
function signalGroup(group, signal) {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/**
 * Runs a program to its end.
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, cwd?: string }} [options]
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
export function runProgram(program, args, options = {}) {
  return new Promise((resolve) => {
    execFile(
      program,
      args,
      { ...options, env: { ...process.env, ...options.env }, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const code = typeof error?.code === 'number' ? error.code : error ? 1 : 0;
        resolve({ code, stdout, stderr: stderr || (error?.message ?? '') });
      }
    );
  });
}

/**
 * Waits until `isReady` holds; gives up when the child ends first or the time is over.
 * @param {Child} child
 * @param {() => Promise<boolean>} isReady
 * @param {number} [limit] in milliseconds
 */
export async function waitUntilReady(child, isReady, limit = 30_000) {
  const until = Date.now() + limit;
  while (!(await isReady())) {
    const isOver = Date.now() > until;
    if (isOver || !child.isRunning()) {
      const what = child.isRunning() ? 'does not answer' : await child.ended;
      throw new Failure(`${child.name} ${what}: ${tellingLine(child.output())}`, { cause: child.output() });
    }
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/**
 * The line that most likely says what went wrong.
 * @param {string} output
 */
export function tellingLine(output) {
  const lines = output.trim().split('\n');
  return lines.findLast((line) => /\b(error|emerg)\b/.test(line)) ?? lines.at(-1) ?? '';
}
