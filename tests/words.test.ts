import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, type AST } from 'svelte/compiler';
import { describe, expect, it } from 'vitest';
import { ROOT, readSources, withoutComments } from './support/sources';

type Words = Record<string, unknown>;

const load = (locale: string): Words => {
  const words = JSON.parse(readFileSync(join(ROOT, `src/words/${locale}.json`), 'utf8')) as Words;
  return Object.fromEntries(Object.entries(words).filter(([key]) => key !== '$schema'));
};
const [english, spanish] = [load('en'), load('es')];

/** Every string inside a message: the message itself, or each of its variants. */
function textsOf(message: unknown): string[] {
  if (typeof message === 'string') return [message];
  return typeof message === 'object' && message !== null ? Object.values(message).flatMap(textsOf) : [];
}

/** The names in braces of a message, each once, of all its variants together. */
function placeholdersOf(message: unknown): string[] {
  const names = textsOf(message).flatMap((text) =>
    [...text.matchAll(/\{\s*(\w+)\s*\}/g)].map((match) => match[1] ?? '')
  );
  return [...new Set(names)].sort();
}

describe('the two languages', () => {
  it('have the same words', () => {
    expect(Object.keys(spanish).sort()).toEqual(Object.keys(english).sort());
  });

  it('have the same placeholders', () => {
    const placeholders = (words: Words): Record<string, string[]> =>
      Object.fromEntries(Object.entries(words).map(([key, message]) => [key, placeholdersOf(message)]));
    expect(placeholders(spanish)).toEqual(placeholders(english));
  });

  it('leave nothing empty', () => {
    const empty = [english, spanish].flatMap((words) =>
      Object.keys(words).filter((key) => !textsOf(words[key]).some((text) => text.trim() !== ''))
    );
    expect(empty).toEqual([]);
  });

  it('say only what a family says', () => {
    const jargon = /\b(JIDs?|MUCs?|stanzas?|XMPP|Jabber|roster|presence|IQ|bookmark server)\b/;
    const spoken = [english, spanish].flatMap((words) => Object.values(words).flatMap(textsOf));
    expect(spoken.filter((text) => jargon.test(text))).toEqual([]);
  });
});

const screens = readSources(['src/routes', 'src/lib/ui', 'src/lib/client'], ['.svelte', '.ts']).filter(
  ({ path }) => !path.endsWith('.test.ts')
);
const SPOKEN_ATTRIBUTES = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-placeholder',
  'aria-roledescription',
  'aria-valuetext',
  'label',
  'placeholder',
  'title'
]);
const isSpoken = (text: string): boolean => /\p{L}{2,}/u.test(text.replace(/\bKith\b|\w+:\/\/\S+/g, ''));

interface Node {
  type?: string;
  name?: string;
  value?: unknown;
  data?: string;
}

/** Literal text that the markup of a component would show or speak. */
function literalsIn(svelte: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    const { type, name, value, data } = node as Node;
    if (type?.endsWith('Directive')) return visit((node as { expression?: unknown }).expression);
    if (type === 'Attribute') {
      if (!SPOKEN_ATTRIBUTES.has(name ?? ''))
        return visit((Array.isArray(value) ? value : [value]).filter((v) => (v as Node).type !== 'Text'));
    } else if (type === 'Text' && data !== undefined && isSpoken(data)) found.push(data.trim());
    Object.values(node).forEach(visit);
  };
  const root: AST.Root = parse(svelte, { modern: true });
  visit(root.fragment);
  return found;
}

describe('screens', () => {
  it('take every sentence from the words', () => {
    const markup = screens.filter(({ path }) => path.endsWith('.svelte'));
    expect(markup.flatMap(({ path, text }) => literalsIn(text).map((literal) => `${path}: ${literal}`))).toEqual([]);
  });

  it('have no sentence in their scripts', () => {
    const sentences = screens.flatMap(({ path, text }) =>
      [...withoutComments(text).matchAll(/(['"`])(\p{Lu}\p{Ll}+(?:[ ,][\p{L}’']+)+[.!?…]?)\1/gu)].map(
        (m) => `${path}: ${m[2]}`
      )
    );
    expect(sentences).toEqual([]);
  });

  it('use every word that there is', () => {
    const used = new Set(
      screens.flatMap(({ text }) =>
        [...text.matchAll(/\bm\.([a-z]\w*)|\bm\['(\w+)'\]/g)].map((m) => m[1] ?? m[2] ?? '')
      )
    );
    expect(Object.keys(english).filter((key) => !used.has(key))).toEqual([]);
    expect([...used].filter((key) => !(key in english))).toEqual([]);
  });

  it('have a sentence for every error', () => {
    const union =
      /export type ErrorCode =([^;]+);/.exec(readFileSync(join(ROOT, 'src/lib/base/errors.ts'), 'utf8'))?.[1] ?? '';
    const codes = [...union.matchAll(/'([\w-]+)'/g)].map((match) => match[1] ?? '');
    const sentences = readFileSync(join(ROOT, 'src/lib/ui/shared/error-text.ts'), 'utf8');
    expect(codes.length).toBeGreaterThan(10);
    expect(codes.filter((code) => !new RegExp(`(^|[^\\w-])'?${code}'?(:|,? *\\()`, 'm').test(sentences))).toEqual([]);
  });
});
