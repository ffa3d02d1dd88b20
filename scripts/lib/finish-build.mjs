import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { writeShell } from './precache.mjs';

const PACKED = new Set(['.css', '.html', '.js', '.json', '.svg', '.webmanifest']);

/**
 * The static adapter, and after it what our CSP and nginx need.
 * @param {import('@sveltejs/kit').Adapter} inner
 * @param {string} [folder]
 * @returns {import('@sveltejs/kit').Adapter}
 */
export function withFinishedBuild(inner, folder = 'build') {
  return {
    ...inner,
    name: 'kith-static',
    async adapt(builder) {
      await inner.adapt(builder);
      await finishBuild(folder);
    }
  };
}

/**
 * Makes a build that runs under `script-src 'self'`, and packs it.
 * @param {string} folder
 */
export async function finishBuild(folder) {
  await moveBootScript(folder);
  writeShell(folder);
  await packAll(folder);
}

/**
 * Kit starts the app by a script inside the page, whose hash changes with each build; as a file it needs no CSP hash.
 * @param {string} folder
 */
async function moveBootScript(folder) {
  const page = join(folder, 'index.html');
  const html = await readFile(page, 'utf8');
  const inline = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)];
  const [found] = inline;
  if (!found || inline.length !== 1) throw new Error(`index.html has ${inline.length} inline scripts instead of one`);
  const source = found[1] ?? '';
  const address = `/_app/immutable/boot.${hashOf(source)}.js`;
  await writeFile(join(folder, address), source);
  await writeFile(
    page,
    html.replace(found[0], () => `<script src="${address}"></script>`)
  );
}

/** @param {string} text */
function hashOf(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** @param {string} folder */
async function packAll(folder) {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const file of files.filter((entry) => entry.isFile() && PACKED.has(extname(entry.name)))) {
    const path = join(file.parentPath, file.name);
    const content = await readFile(path);
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
    await writeFile(`${path}.br`, await promisify(brotliCompress)(content, { params }));
    await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }));
  }
}
