import { beforeAll, describe, expect, it } from 'vitest';
import { ensureBuild } from '../scripts/lib/build.mjs';
import { brotliSize, filesFor } from './support/built-files';
import { ROOT } from './support/sources';

const KB = 1024;

describe('what is fetched before the chat list is usable', () => {
  beforeAll(() => ensureBuild(ROOT), 120_000);

  it('is at most 130 KB with brotli', () => {
    const sizes = filesFor('/').map((file) => ({ file, size: brotliSize(file) }));
    const table = sizes.map(({ file, size }) => `${String(size).padStart(7)}  ${file}`).join('\n');
    const total = sizes.reduce((sum, { size }) => sum + size, 0);
    console.info(`${table}\n${String(total).padStart(7)}  in all`);
    for (const part of [/\/nodes\//, /\.css$/, /engine\.worker/, /^service-worker\.js$/, /\/boot\./])
      expect(
        sizes.some(({ file }) => part.test(file)),
        String(part)
      ).toBe(true);
    expect(total).toBeLessThanOrEqual(130 * KB);
  });
});
