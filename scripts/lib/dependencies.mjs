// Installs the npm packages when they are missing or older than package-lock.json.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Not `npm ci`: it refuses a lock file in which a dependency's optional packages for other systems are missing, and
// some of ours name such packages that were never published. Versions and digests are those of the lock file all the same.
const INSTALL = ['install', '--no-save', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];

/**
 * Makes the npm packages in `root` those of its lock file. Returns whether there was anything to do.
 * @param {string} root
 * @returns {boolean}
 */
export function installDependencies(root) {
  const stamp = join(root, 'node_modules', '.kith');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return false;
  const { status, stderr, error } = spawnSync('npm', INSTALL, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The npm packages could not be installed: ${error?.message ?? stderr.trim()}`);
  writeFileSync(stamp, wanted);
  return true;
}
