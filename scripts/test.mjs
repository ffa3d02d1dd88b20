#!/usr/bin/env node
// `npm test`: everything, on a machine that has nothing but Node. `npm test -- unit engine` runs only those parts.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { ensure } from './lib/apt.mjs';
import { ensureBuild } from './lib/build.mjs';
import { countPlaywright, countVitest } from './lib/count-tests.mjs';
import { ensurePackages } from './lib/packages.mjs';
import { endSteps, runStep } from './lib/step.mjs';

/** @typedef {import('./lib/count-tests.mjs').Count} Count */
/**
 * @typedef {object} Part
 * @property {string[][]} commands one after the other, until one fails
 * @property {number} seconds limit for each command
 * @property {(report: string) => Count} [count] reads its report; without one each command counts as one test
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ARTEFACTS = join(ROOT, 'artefacts');
const PACKAGES = [
  'chromium',
  'firefox-esr',
  'webkit2gtk-driver',
  'xvfb',
  'xauth',
  'prosody',
  'prosody-modules',
  'lua-dbi-sqlite3',
  'openssl',
  'ejabberd',
  'nginx',
  'libnginx-mod-http-brotli-static',
  'profanity',
  'python3-oldmemo',
  'python3-twomemo',
  'python3-xmlschema',
  'tmux'
];

/** @param {string} name */
const bin = (name) => join(ROOT, 'node_modules', '.bin', name);
/** @param {string} name */
const report = (name) => join(ARTEFACTS, `${name}.json`);
/** @param {string} project @returns {string[]} */
const vitest = (project) => [
  bin('vitest'),
  'run',
  `--project=${project}`,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report(project)}`
];

/** @type {Record<string, Part>} */
const PARTS = {
  lint: { commands: [[bin('eslint'), '--max-warnings=0', '.']], seconds: 300 },
  format: { commands: [[bin('prettier'), '--check', '.']], seconds: 300 },
  types: {
    commands: [
      [bin('svelte-check'), '--tsconfig', './tsconfig.json', '--fail-on-warnings'],
      [process.execPath, 'scripts/check-types.mjs']
    ],
    seconds: 300
  },
  unit: { commands: [vitest('unit')], seconds: 300, count: countVitest },
  engine: { commands: [vitest('engine')], seconds: 900, count: countVitest },
  server: { commands: [vitest('server')], seconds: 900, count: countVitest },
  peers: { commands: [vitest('peers')], seconds: 300, count: countVitest },
  browser: { commands: [[bin('playwright'), 'test']], seconds: 900, count: countPlaywright },
  webkit: { commands: [['xvfb-run', '--auto-servernum', ...vitest('webkit')]], seconds: 600, count: countVitest }
};
/**
 * The groups follow one another. In each, two rows of parts run beside each other, for two cores: what computes on one
 * beside what waits. While a run of Vitest begins it writes the words anew, which `format` alone does not read.
 */
const ORDER = [[['engine'], ['format', 'lint', 'types', 'unit']], [['server'], ['webkit', 'peers']], [['browser']]];

/** What needs real programs and the built app. */
const REAL = ['engine', 'server', 'peers', 'webkit', 'browser'];

/** Where a runner begins to tell what failed; before it stands the list of what went well. */
const FAILURES = /^.*(Failed (Suites|Tests) \d|Unhandled Error|No test files found|^ {2}1\) )/m;

const MAX_OUTPUT = 20_000;

/** @type {Count} */
const total = { passed: 0, failed: 0 };

/** @param {string} name @param {number} started @param {Count} count */
function tell(name, started, { passed, failed }) {
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const outcome = failed > 0 ? `${passed} passed, ${failed} FAILED` : `${passed} passed`;
  console.log(`${name.padEnd(10)}${seconds.padStart(7)} s   ${outcome}`);
  total.passed += passed;
  total.failed += failed;
}

/** @param {string} log */
function tellFailures(log) {
  const output = readLog(log);
  const start = output.search(FAILURES);
  console.log(start < 0 ? output.slice(-MAX_OUTPUT) : output.slice(start));
}

/** @param {string} log */
const readLog = (log) => stripVTControlCharacters(readFileSync(log, 'utf8')).trimEnd();

/** @param {string} name */
async function runPart(name) {
  const part = /** @type {Part} */ (PARTS[name]);
  const started = Date.now();
  /** @type {Count} */
  const count = { passed: 0, failed: 0 };
  /** @type {string[]} */
  const logs = [];
  rmSync(report(name), { force: true });
  for (const [index, command] of part.commands.entries()) {
    const log = join(ARTEFACTS, part.commands.length > 1 ? `${name}-${index + 1}.log` : `${name}.log`);
    const env = { BROWSER_REPORT: report(name) };
    const code = await runStep(command, { cwd: ROOT, log, seconds: part.seconds, env });
    const found = part.count ? readReport(part.count, name) : { passed: code === 0 ? 1 : 0, failed: 0 };
    const broken = (code !== 0 || found.passed === 0) && found.failed === 0;
    count.passed += found.passed;
    count.failed += broken ? 1 : found.failed;
    if (broken || found.failed > 0) logs.push(log);
  }
  tell(name, started, count);
  logs.forEach(tellFailures);
}

/** One part after the other. @param {string[]} names */
async function runRow(names) {
  for (const name of names) await runPart(name);
}

/** @param {(path: string) => Count} count @param {string} name @returns {Count} */
function readReport(count, name) {
  try {
    return count(report(name));
  } catch (error) {
    console.log(`${name}: no report (${/** @type {Error} */ (error).message})`);
    return { passed: 0, failed: 0 };
  }
}

/** A step that only has to work; it is counted when it does not. @param {string} name @param {() => Promise<unknown>} work */
async function prepare(name, work) {
  const started = Date.now();
  try {
    await work();
    console.log(`${name.padEnd(10)}${((Date.now() - started) / 1000).toFixed(1).padStart(7)} s`);
    return true;
  } catch (error) {
    tell(name, started, { passed: 0, failed: 1 });
    console.log(/** @type {Error} */ (error).message);
    return false;
  }
}

/** @param {string[]} wanted */
async function main(wanted) {
  const unknown = wanted.filter((name) => !(name in PARTS));
  if (unknown.length > 0) {
    console.error(`There is no part "${unknown.join('", "')}"; there are: ${Object.keys(PARTS).join(', ')}.`);
    process.exit(1);
  }
  mkdirSync(ARTEFACTS, { recursive: true });
  const isWanted = (/** @type {string} */ name) => wanted.length === 0 || wanted.includes(name);
  const isReal = (/** @type {string} */ name) => REAL.includes(name);
  const ready = await prepare('packages', async () => {
    await ensurePackages(ROOT);
    if (Object.keys(PARTS).some((name) => isWanted(name) && isReal(name))) await ensure(PACKAGES, { yes: true });
  });
  const built = ready && (await prepare('build', () => ensureBuild(ROOT)));
  const canRun = (/** @type {string} */ name) => isWanted(name) && (built || !isReal(name));
  if (ready) for (const rows of ORDER) await Promise.all(rows.map((row) => runRow(row.filter(canRun))));
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
  process.once(signal, () => {
    endSteps();
    process.exit(1);
  });
await main(process.argv.slice(2));
