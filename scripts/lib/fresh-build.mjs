// Builds the app when its sources changed since the last time.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mjs';

const FOLDERS = ['src', 'omemo', 'service-worker', 'static'];
const FILES = [
  'package.json',
  'package-lock.json',
  'svelte.config.js',
  'vite.config.ts',
  'project.inlang/settings.json',
  'scripts/lib/finish-build.mjs',
  'scripts/lib/precache.mjs'
];
const NOT_BUILT = /^src\/lib\/words\/|\.test\.ts$/;
const STAMP = '.svelte-kit/kith-sources';

/**
 * Makes `build/` that of the sources in `root`. Returns whether it had to build.
 * @param {string} root
 * @returns {boolean}
 */
export function freshBuild(root) {
  const sources = hashSources(root);
  const stamp = join(root, STAMP);
  const isThere = existsSync(stamp) && existsSync(join(root, 'build/index.html'));
  if (isThere && readFileSync(stamp, 'utf8') === sources) return false;
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [vite, 'build'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', NODE_ENV: 'production' }
  });
  if (status !== 0) throw new Failure(`The app could not be built.\n${`${stdout}${stderr}`.slice(-20_000)}`);
  writeFileSync(stamp, sources);
  return true;
}

/**
 * Forgets what the build was made of: called by every build, so that one made otherwise is never taken for fresh.
 * @param {string} root
 */
export function forgetBuild(root) {
  rmSync(join(root, STAMP), { force: true });
}

/** @param {string} root */
function hashSources(root) {
  const hash = createHash('sha256');
  const found = FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(root, '/').length))
  );
  for (const path of [...found.sort(), ...FILES].filter((name) => !NOT_BUILT.test(name)))
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  return hash.digest('hex');
}
