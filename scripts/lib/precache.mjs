// Writes the list of the built app's files into its service worker, when all of them are known.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Not part of what a start needs, or made for the web server and the app shops alone; JSON among them is kept when it is first used. */
const LEFT_OUT =
  /\.(br|gz|map)$|^service-worker\.js$|^_app\/(version|env)\.js(on)?$|^screenshots\/|-512\.png$|^robots\.txt$|^_app\/immutable\/assets\/[^/]+\.json$/;
const HASHED = /^_app\/immutable\//;
const PLACEHOLDER = /self\.__KITH_FILES(?!\w)/g;

/**
 * Every file of a built app that it needs to start without a network, `/` standing for the page. Files whose names
 * hold no hash get one of their content.
 * @param {string} folder
 * @returns {{ url: string, revision: string | null }[]}
 */
export function listShell(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length))
    .filter((path) => !LEFT_OUT.test(path))
    .sort()
    .map((path) => ({
      url: path === 'index.html' ? '/' : `/${path}`,
      revision: HASHED.test(path) ? null : digest(join(folder, path))
    }));
}

/**
 * Completes `service-worker.js` of a built app. Call it after the last change to any file, before compressing.
 * @param {string} folder
 */
export function writeShell(folder) {
  const path = join(folder, 'service-worker.js');
  const script = readFileSync(path, 'utf8');
  const places = script.match(PLACEHOLDER)?.length ?? 0;
  if (places !== 1) throw new Error(`${path}: expected one place for the list of files, found ${places}`);
  writeFileSync(
    path,
    script.replace(PLACEHOLDER, () => JSON.stringify(listShell(folder)))
  );
}

/** @param {string} path */
function digest(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16);
}
