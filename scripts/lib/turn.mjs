import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Lets one process at a time do something; a note left behind by one that is gone does not count.
 * @template T
 * @param {string} note the file that says who is at it
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function inTurn(note, work) {
  mkdirSync(dirname(note), { recursive: true });
  while (!takes(note)) {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  try {
    return await work();
  } finally {
    rmSync(note, { force: true });
  }
}

/** @param {string} note */
function takes(note) {
  try {
    writeFileSync(note, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
  if (existsSync(note) && !isAlive(Number(readFileSync(note, 'utf8')))) rmSync(note, { force: true });
  return false;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
