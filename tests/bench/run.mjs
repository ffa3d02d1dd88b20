#!/usr/bin/env node
// `npm run bench [-- --only N]`: how long things take, beside a bare page in the same run. Nothing is judged.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuild } from '../../scripts/lib/build.mjs';
import { ensurePackages } from '../../scripts/lib/packages.mjs';

const { values } = parseArgs({ options: { only: { type: 'string' } } });
if (values.only !== undefined && !/^[1-9]$/.test(values.only)) {
  console.error(`--only must be a number from 1 to 9, not "${values.only}".`);
  process.exit(1);
}

const root = fileURLToPath(new URL('../..', import.meta.url));
await ensurePackages(root);
await ensureBuild(root);
const args = ['test', '--config', 'tests/bench/bench.config.ts', ...(values.only ? ['--grep', `@${values.only}`] : [])];
const child = spawn(process.execPath, ['node_modules/@playwright/test/cli.js', ...args], {
  cwd: root,
  stdio: 'inherit'
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => child.kill(signal));
child.once('close', (code) => {
  process.exitCode = code ?? 1;
});
