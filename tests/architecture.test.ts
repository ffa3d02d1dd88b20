import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, readImports, readSources, withoutComments, type Import } from './support/sources';

/** Who may import whom; a layer may always import itself. */
const ALLOWED: Record<string, string[]> = {
  base: [],
  omemo: [],
  xmpp: ['base'],
  store: ['base'],
  engine: ['base', 'xmpp', 'store', 'omemo'],
  'service-worker': ['base', 'engine'],
  client: ['base', 'words'],
  ui: ['base', 'client', 'words'],
  routes: ['base', 'client', 'ui', 'words'],
  'push-gateway': []
};
/** Packages that only one layer knows. */
const OWNERS: Record<string, string> = { idb: 'store', ltx: 'xmpp' };
/** What a page may ask of its worker, and the views it gets. */
const CONTRACT = [
  'api',
  'api-files',
  'api-keys',
  'api-links',
  'api-messages',
  'api-profile',
  'api-rooms',
  'api-search',
  'api-settings',
  'api-stickers'
].map((name) => `src/lib/engine/${name}.ts`);
const MAX_LINES = 400;
const MAX_MEDIAN = 80;

const FOLDERS = ['src', 'omemo', 'service-worker', 'push-gateway'].filter((folder) => existsSync(join(ROOT, folder)));
const app = readSources(FOLDERS, ['.ts', '.svelte', '.js', '.mjs']);
const shipped = app.filter(({ path }) => !/\.test\.ts$|\.d\.ts$/.test(path));
const around = readSources(['tests', 'scripts', 'server'], ['.ts', '.mjs', '.js', '.lua']);
const imports = readImports(app, [...app, ...around]);

function layerOf(path: string): string | undefined {
  return /^src\/(?:lib\/)?([^/]+)\//.exec(path)?.[1] ?? path.split('/', 1)[0];
}

function mayImport({ from, to, typesOnly }: Import): boolean {
  const [importer, imported] = [layerOf(from) ?? '', layerOf(to) ?? ''];
  if (importer === imported || ALLOWED[importer]?.includes(imported)) return true;
  if (/\.test\.ts$/.test(from) && to.startsWith('tests/')) return true;
  if (importer === 'routes' && to === 'src/app.css') return true;
  // The page starts the worker by its address and knows what may be asked of it, nothing else.
  if (importer === 'client') return to === 'src/lib/engine/engine.worker.ts' || CONTRACT.includes(to);
  return (importer === 'ui' || importer === 'routes') && CONTRACT.includes(to) && typesOnly;
}

function findCycles(edges: Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    else if (!done.has(file)) for (const to of next.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return cycles;
}

function linesWith(pattern: RegExp, sources: { path: string; text: string }[]): string[] {
  return sources.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : []))
  );
}

describe('imports', () => {
  it('keep to the layers', () => {
    const layered = imports.filter(({ from, own }) => own && /\//.test(from.replace(/^src\//, '')));
    expect(layered.filter((i) => !mayImport(i)).map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('know every layer', () => {
    const layers = new Set(app.filter(({ path }) => path.split('/').length > 2).map(({ path }) => layerOf(path)));
    expect([...layers].filter((layer) => !(layer !== undefined && layer in ALLOWED))).toEqual([]);
  });

  it('have no cycles', () => {
    // What only names types is gone when the code runs.
    expect(findCycles(imports.filter(({ own, typesOnly }) => own && !typesOnly))).toEqual([]);
  });

  it('reach only files that exist', () => {
    const missing = imports.filter(({ to, own }) => own && layerOf(to) !== 'words' && !existsSync(join(ROOT, to)));
    expect(missing.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('leave a package to the layer that owns it', () => {
    const strangers = imports.filter(({ from, to, own }) => {
      const owner = own ? undefined : OWNERS[to.split('/', 1)[0] ?? ''];
      return owner !== undefined && layerOf(from) !== owner && !/\.test\.ts$/.test(from);
    });
    expect(strangers.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });
});

describe('files', () => {
  it('are no barrels', () => {
    const barrels = app.filter(({ path }) => /\/index\.(ts|js)$/.test(path));
    expect(
      barrels.map(({ path }) => path).filter((p) => p !== 'omemo/index.ts' && p !== 'service-worker/index.ts')
    ).toEqual([]);
  });

  it('are short', () => {
    const lines = (text: string): number => text.split('\n').length - 1;
    expect([...app, ...around].filter(({ text }) => lines(text) > MAX_LINES).map(({ path }) => path)).toEqual([]);
    const lengths = shipped.map(({ text }) => lines(text)).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(MAX_MEDIAN);
  });

  it('have names that say something', () => {
    const named = [...app, ...around].map(({ path }) => path);
    expect(named.filter((path) => /(^|[/-])(utils?|helpers?|managers?|misc|common)\b/i.test(path))).toEqual([]);
    const wrong = named.filter((path) => {
      const name = path.split('/').at(-1) ?? '';
      if (name.startsWith('+') || name.endsWith('.lua')) return false;
      return name.endsWith('.svelte')
        ? !/^[A-Z][A-Za-z0-9]*\.svelte$/.test(name)
        : !/^[a-z0-9]+([.-][a-z0-9]+)*$/.test(name);
    });
    expect(wrong).toEqual([]);
  });
});

describe('nothing forbidden', () => {
  const code = app.map(({ path, text }) => ({ path, text: withoutComments(text) }));
  const everything = [...app, ...around].filter(({ path }) => path !== 'tests/architecture.test.ts');
  const tests = everything.filter(({ path }) => /\.(test|spec)\.ts$/.test(path));

  it.each([
    ['HTML from data', /\{@html|\.(inner|outer)HTML\b|insertAdjacentHTML|\bsrcdoc\b|document\.write/],
    ['a second store', /\b(localStorage|sessionStorage)\b|document\.cookie/],
    ['code from text', /\beval\(|new Function\(/],
    ['an inline style', /\sstyle=/],
    // The minifier writes it as a list of languages, which is another thing.
    ['a direction that is built from languages', /:dir\(/]
  ])('%s', (_, pattern) => expect(linesWith(pattern, code)).toEqual([]));

  it('the database outside the store', () => {
    const outside = code.filter(({ path }) => layerOf(path) !== 'store' && !/\.test\.ts$/.test(path));
    expect(linesWith(/\bindexedDB\b/, outside)).toEqual([]);
  });

  it.each([
    ['the type any', /(:|\bas|[<|,])\s*any\b(?!\w|[' ]\w)/],
    [
      'a silenced checker',
      /@ts-(ignore|nocheck|expect-error)|eslint-disable|prettier-ignore|svelte-ignore(?!.*\(\w.*\))/
    ],
    ['unfinished work', /\b(TODO|FIXME|XXX)\b/]
  ])('%s', (_, pattern) => expect(linesWith(pattern, everything)).toEqual([]));

  it.each([
    ['a test that does not run', /\b(it|test|describe)\.(only|skip|todo|fixme)\b/],
    ['a test that sleeps', /waitForTimeout\(|await (sleep|delay)\(|new Promise\S*\(\(?(\w+)[^)]*\)? => setTimeout\(\2,/]
  ])('%s', (_, pattern) => expect(linesWith(pattern, tests)).toEqual([]));

  it('the address of a third party', () => {
    const own = /^(localhost|127\.0\.0\.1|\[::1\])$|(^|\.)example(\.|$)|\.(invalid|test)$/;
    // Names of XML namespaces that look like addresses; nothing is fetched from them.
    const namespaces = /^(jabber\.org|etherx\.jabber\.org|www\.w3\.org|ogp\.me|docs\.oasis-open\.org|www\.xmpp\.org)$/;
    const strangers = code
      .filter(({ path }) => !/\.test\.ts$/.test(path))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/\b(?:https?|wss?):\/\/([a-z0-9.:[\]-]*[a-z0-9\]])/gi)]
          .map((match) => (match[1] ?? '').replace(/:\d+$/, ''))
          .filter((host) => !own.test(host) && !namespaces.test(host))
          .map((host) => `${path}: ${host}`)
      );
    expect(strangers).toEqual([]);
  });
});

describe('package-lock.json', () => {
  it('names versions and digests, never where a package was fetched from', () => {
    const lock = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
    expect(lock.match(/"resolved": "[^"]*"/g) ?? []).toEqual([]);
    expect(lock).toContain('"integrity"');
  });
});
