// Runs one command of the test run: its own process group, a time limit, everything it prints kept in a file.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

/** @type {Set<number>} */
const running = new Set();

/** Ends every command that still runs, with all that it started. */
export function endSteps() {
  for (const pid of running) endGroup(pid);
}

/**
 * Resolves with the exit code; 124 when the time was up, 127 when it could not be started.
 * @param {string[]} command
 * @param {{ cwd: string, log: string, seconds: number, env?: Record<string, string> }} options
 * @returns {Promise<number>}
 */
export async function runStep(command, { cwd, log, seconds, env = {} }) {
  const file = createWriteStream(log);
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd,
    detached: true,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  });
  const { pid } = child;
  if (pid !== undefined) running.add(pid);
  let late = false;
  const limit = setTimeout(() => {
    late = true;
    if (pid !== undefined) endGroup(pid);
  }, seconds * 1000);
  child.stdout.pipe(file, { end: false });
  child.stderr.pipe(file, { end: false });
  /** @type {number} */
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      file.write(`${error.message}\n`);
      resolve(127);
    });
    child.on('close', (status) => resolve(status ?? 1));
  });
  clearTimeout(limit);
  if (pid !== undefined) {
    running.delete(pid);
    endGroup(pid);
  }
  if (late) file.write(`ended after ${seconds} s\n`);
  file.end();
  await finished(file);
  return late ? 124 : code;
}

/** @param {number} pid */
function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}
