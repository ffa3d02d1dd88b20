#!/usr/bin/env node
// `npm run chaos -- --seed N [--messages 10000]`: the same as the test, longer, and with a seed of one's own.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, messages: { type: 'string', default: '10000' } }
});
for (const [name, value] of Object.entries(values))
  if (!/^[1-9]\d{0,6}$/.test(value)) {
    console.error(`--${name} must be a whole number above 0, not "${value}".`);
    process.exit(1);
  }

const root = fileURLToPath(new URL('../..', import.meta.url));
const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--project=server', 'tests/chaos'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, CHAOS_SEED: values.seed, CHAOS_MESSAGES: values.messages }
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => child.kill(signal));
child.once('close', (code) => {
  process.exitCode = code ?? 1;
});
