import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's own folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A file of ours: its path from the root with `/`, and its text. */
export interface Source {
  path: string;
  text: string;
}

/** One import of one file by another; `to` is a path from the root, or the package's name. */
export interface Import {
  from: string;
  to: string;
  own: boolean;
  typesOnly: boolean;
}

const GENERATED = new Set(['src/lib/words', 'node_modules', 'push-gateway/node_modules']);

/** Every file under `folders` whose name ends with one of `endings`, without generated ones. */
export function readSources(folders: string[], endings: string[]): Source[] {
  const found: Source[] = [];
  const visit = (folder: string): void => {
    if (GENERATED.has(folder)) return;
    for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else if (endings.some((ending) => entry.name.endsWith(ending)))
        found.push({ path, text: readFileSync(join(ROOT, path), 'utf8') });
    }
  };
  folders.forEach(visit);
  return found.sort((a, b) => a.path.localeCompare(b.path));
}

/** The text without comments, strings kept: good enough for looking for what must not be there. */
export function withoutComments(text: string): string {
  return text
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '$1');
}

const IMPORT =
  /\b(?:import|export)\s+(type\s+)?(?:[\w*{][^'";]*?\sfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]|new URL\(\s*['"]([^'"]+)['"],\s*import\.meta\.url/g;

/** What the files import, with relative and aliased paths resolved against the `existing` files. */
export function readImports(sources: Source[], existing: Source[]): Import[] {
  const known = new Set(existing.map(({ path }) => path));
  return sources.flatMap(({ path, text }) =>
    [...withoutComments(text).matchAll(IMPORT)].map((match) => {
      const name = (match[2] ?? match[3] ?? match[4] ?? '').replace(/\?.*$/, '');
      const base = locate(path, name);
      const to = base === undefined ? name : resolve(base, known);
      return { from: path, to, own: base !== undefined, typesOnly: match[1] !== undefined };
    })
  );
}

function locate(from: string, name: string): string | undefined {
  if (name.startsWith('.'))
    return normalize(join(dirname(from), name))
      .split(sep)
      .join('/');
  if (name === '$lib' || name.startsWith('$lib/')) return name.replace('$lib', 'src/lib');
  if (name === '$omemo' || name.startsWith('$omemo/')) return name.replace('$omemo', 'omemo');
  return undefined;
}

function resolve(base: string, known: Set<string>): string {
  const candidates = [base, `${base}.ts`, base.replace(/\.js$/, '.ts'), `${base}.svelte`, `${base}/index.ts`];
  return candidates.find((candidate) => known.has(candidate)) ?? base;
}
