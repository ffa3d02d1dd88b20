import { beforeAll, describe, expect, it } from 'vitest';
import { ensureBuild } from '../scripts/lib/build.mjs';
import { brotliSize, builtScripts, filesFor, laterFilesOf, readBuilt } from './support/built-files';
import { ROOT } from './support/sources';

const KB = 1024;

/** Words of the protocol that stand only in the parts of the engine that connect and that serve the connection. */
const SESSION = ['urn:xmpp:sm:3', 'urn:xmpp:mam:2'];

describe('what is fetched', () => {
  beforeAll(() => ensureBuild(ROOT), 120_000);

  it('before what is stored is on the screen is at most 130 KB with brotli', () => {
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

  it('before messages come and go is at most 160 KB with brotli', () => {
    const files = filesFor('/');
    const worker = files.find((file) => /engine\.worker/.test(file)) ?? '';
    const later = laterFilesOf(worker, SESSION);
    const total = [...new Set([...files, ...later])].reduce((sum, file) => sum + brotliSize(file), 0);
    console.info(`${String(total).padStart(7)}  with what connects`);
    expect(later).not.toEqual([]);
    expect(total).toBeLessThanOrEqual(160 * KB);
  });
});

it("nothing imports the first file of the engine's worker: WebKit would run it once more, as a second engine", async () => {
  await ensureBuild(ROOT);
  const worker = filesFor('/').find((file) => /engine\.worker/.test(file)) ?? '';
  const name = worker.slice(worker.lastIndexOf('/') + 1);
  const others = builtScripts().filter((file) => file !== worker && file.includes('/workers/'));
  expect(others.length).toBeGreaterThan(5);
  expect(others.filter((file) => readBuilt(file).includes(name))).toEqual([]);
}, 120_000);
