import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from './failure.mjs';
import { startProgram } from './processes.mjs';
import { inTurn } from './turn.mjs';

const SOURCES = ['src', 'omemo', 'service-worker', 'static', 'project.inlang/messages', 'project.inlang/settings.json'];
const SETTINGS = ['package-lock.json', 'svelte.config.js', 'vite.config.ts', 'tsconfig.json'];
const OWN = ['scripts/lib/finish-build.mjs', 'scripts/lib/precache.mjs'];

/**
 * Builds the app, unless the build that is there was made of the same sources. Two at once would break each other.
 * @param {string} folder the project
 * @returns {Promise<string>} the folder of the built app
 */
export function ensureBuild(folder) {
  return inTurn(join(folder, 'node_modules/.cache/kith/building'), () => buildIfStale(folder));
}

/** @param {string} folder */
async function buildIfStale(folder) {
  const build = join(folder, 'build');
  const note = join(folder, 'node_modules/.cache/kith/build.json');
  const sources = hashOf(
    folder,
    [...SOURCES, ...SETTINGS, ...OWN].flatMap((path) => filesIn(folder, path))
  );
  if (existsSync(note) && readFileSync(note, 'utf8') === noteFor(build, sources)) return build;
  process.stderr.write('Building …\n');
  const vite = join(folder, 'node_modules/vite/bin/vite.js');
  // Tests ask for a build too, and their own environment would make it a development one.
  const env = { NODE_ENV: 'production', VITEST: '' };
  const child = startProgram('vite', process.execPath, [vite, 'build'], { cwd: folder, env });
  const how = await child.ended;
  if (how !== 'ended with code 0') {
    const reason = child.output().trim().split('\n').slice(-30).join('\n');
    throw new Failure(`The app could not be built (${how}):\n${reason}`);
  }
  mkdirSync(dirname(note), { recursive: true });
  writeFileSync(note, noteFor(build, sources));
  return build;
}

/**
 * The page names every file of the build by its hash, so it stands for the whole.
 * @param {string} build
 * @param {string} sources
 */
function noteFor(build, sources) {
  const page = join(build, 'index.html');
  return JSON.stringify({ sources, page: existsSync(page) ? hashOf(build, ['index.html']) : 'none' });
}

/**
 * @param {string} folder
 * @param {string} path
 * @returns {string[]}
 */
function filesIn(folder, path) {
  const full = join(folder, path);
  if (!existsSync(full) || path === 'src/lib/words' || /\.test\.ts$/.test(path)) return [];
  const entries = statSync(full).isDirectory() ? readdirSync(full) : undefined;
  return entries ? entries.sort().flatMap((entry) => filesIn(folder, join(path, entry))) : [path];
}

/**
 * @param {string} folder
 * @param {string[]} files
 */
function hashOf(folder, files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(folder, file)))
      .update('\0');
  return hash.digest('hex');
}
