import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { startProgram } from './processes.mjs';

/**
 * @typedef {{ version?: string, optional?: boolean, link?: boolean }} Locked
 */

/**
 * Installs the npm packages when they are missing or are not those of package-lock.json.
 * @param {string} folder the project
 */
export async function ensurePackages(folder) {
  if (areInstalled(folder)) return;
  process.stderr.write('Installing the npm packages …\n');
  // `npm ci` refuses our lock file: optional packages for other systems are named by what we use but were not published.
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  const child = startProgram('npm', 'npm', args, { cwd: folder, grace: 30_000 });
  const how = await child.ended;
  if (how === 'ended with code 0') return;
  const reason = /npm error (?!code|A complete log)(.*)/.exec(child.output())?.[1] ?? how;
  throw new Failure(`npm could not install the packages: ${reason}`);
}

/**
 * npm writes down what it installed; an optional package for another system may be absent.
 * @param {string} folder
 */
function areInstalled(folder) {
  const installed = lockIn(join(folder, 'node_modules/.package-lock.json'));
  if (!installed) return false;
  const wanted = lockIn(join(folder, 'package-lock.json')) ?? {};
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const found = installed[path];
    return found ? found.version === version : optional === true;
  });
}

/**
 * @param {string} path
 * @returns {Record<string, Locked> | undefined}
 */
function lockIn(path) {
  if (!existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, 'utf8')).packages;
}
