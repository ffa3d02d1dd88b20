import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { ROOT } from './sources';

interface ManifestEntry {
  file: string;
  css?: string[];
  imports?: string[];
}

const readText = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** What a browser has to fetch of a built app before the page at `route` works, as paths inside `build/`. */
export function filesFor(route: string): string[] {
  const manifest = JSON.parse(readText('.svelte-kit/output/client/.vite/manifest.json')) as Record<
    string,
    ManifestEntry
  >;
  const files = new Set(['index.html', 'service-worker.js', ...linkedBy(readText('build/index.html'))]);
  const take = (key: string): void => {
    const entry = manifest[key];
    if (!entry) throw new Error(`${key} is not in the build`);
    const isNew = !files.has(entry.file) || !taken.has(key);
    taken.add(key);
    [entry.file, ...(entry.css ?? [])].forEach((file) => files.add(file));
    if (isNew) entry.imports?.forEach(take);
  };
  const taken = new Set<string>();
  for (const node of nodesOf(route)) take(`.svelte-kit/generated/client-optimized/nodes/${node}.js`);
  for (const file of [...files]) for (const worker of workersIn(file)) takeModule(worker, files);
  return [...files].sort();
}

/** What the engine's worker loads besides: its parts that hold one of these words, and what those need. */
export function laterFilesOf(worker: string, words: string[]): string[] {
  const first = new Set<string>();
  takeModule(worker, first);
  const later = [...first].flatMap((file) => {
    const folder = file.slice(0, file.lastIndexOf('/') + 1);
    const imports = readText(`build/${file}`).matchAll(/import\(["'`]\.\/([\w./-]+\.js)["'`]\)/g);
    return [...imports].map(([, name = '']) => folder + name);
  });
  const marked = later.filter((file) => words.some((word) => readText(`build/${file}`).includes(word)));
  const files = new Set<string>();
  for (const file of marked) takeModule(file, files);
  return [...files];
}

/** Every script of the built app, as paths inside `build/`. */
export function builtScripts(): string[] {
  const files = readdirSync(join(ROOT, 'build'), { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.js')).sort();
}

/** What a built file says. */
export const readBuilt = (file: string): string => readText(`build/${file}`);

/** The bytes of a built file as a server with brotli sends them. */
export function brotliSize(path: string): number {
  return brotliCompressSync(readFileSync(join(ROOT, 'build', path))).length;
}

function linkedBy(html: string): string[] {
  const tags = html.match(/<(?:link|script)\b[^>]*>/g) ?? [];
  return tags
    .filter((tag) => !/rel="apple-touch-icon"/.test(tag))
    .flatMap((tag) => /\b(?:href|src)="\/([^"]+)"/.exec(tag)?.[1] ?? []);
}

/** Kit's own table says which layouts and which page make a route: `"/(app)": [4,[2]]`; 0 is the outermost layout. */
function nodesOf(route: string): number[] {
  const table = readText('.svelte-kit/generated/client-optimized/app.js');
  for (const [, id = '', page = '', layouts = ''] of table.matchAll(/"([^"]+)": \[~?(\d+)(?:,\[([\d,]*)\])?/g)) {
    if ((id.replace(/\/\([^)]+\)/g, '') || '/') !== route) continue;
    return [0, Number(page), ...layouts.split(',').filter(Boolean).map(Number)];
  }
  throw new Error(`no page at ${route}`);
}

function workersIn(file: string): string[] {
  if (!file.endsWith('.js')) return [];
  return readText(`build/${file}`).match(/_app\/immutable\/workers\/[\w.-]+\.js/g) ?? [];
}

function takeModule(file: string, files: Set<string>): void {
  if (files.has(file)) return;
  files.add(file);
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const imports = readText(`build/${file}`).matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([\w./-]+\.js)["'`]/g);
  for (const [, name = ''] of imports) takeModule(folder + name, files);
}
