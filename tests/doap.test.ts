import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { ROOT } from './support/sources';

it('the lists of XEPs are what the modules say', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/doap.mjs', '--check'], {
    cwd: ROOT,
    encoding: 'utf8'
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
