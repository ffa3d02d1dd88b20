// Writes kith.doap (XEP-0453) and docs/xeps.md from the first lines of the wire modules; --check says if they are stale.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = join(ROOT, 'src/lib');
const HEADER = /^\/\/ XEP-(\d{4}): (.+), (\d[\w.]*), (https:\/\/\S+)$/;
const RFCS = [6120, 6121, 7395, 7622];

/** @typedef {{ number: string, name: string, version: string, url: string, files: string[] }} Xep */

/** @param {string} text */
function headerLines(text) {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('//'));
  return lines.slice(0, end).filter((line) => line.startsWith('// XEP-'));
}

/** Every XEP that a module names, by number. @returns {Xep[]} */
function readXeps() {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .sort();
  /** @type {Map<string, Xep>} */
  const xeps = new Map();
  for (const file of files) {
    const path = relative(ROOT, join(SOURCES, file));
    const headers = headerLines(readFileSync(join(SOURCES, file), 'utf8'));
    if (headers.length === 0 && /\/xep\/\d{4}-/.test(path))
      throw new Error(`${path}: its first line must name its XEP`);
    for (const header of headers) {
      const [, number, name, version, url] = HEADER.exec(header) ?? [];
      if (!number || !name || !version || !url)
        throw new Error(`${path}: not "// XEP-0000: name, version, address": ${header}`);
      const known = xeps.get(number);
      if (known && (known.name !== name || known.version !== version))
        throw new Error(`${path}: names XEP-${number} unlike ${known.files[0]}`);
      if (known) known.files.push(path);
      else xeps.set(number, { number, name, version, url, files: [path] });
    }
  }
  return [...xeps.values()].sort((a, b) => a.number.localeCompare(b.number));
}

/** @param {string} text */
const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

/** @param {Xep[]} xeps @param {string} description */
function doap(xeps, description) {
  const rfcs = RFCS.map((rfc) => `    <implements rdf:resource="https://www.rfc-editor.org/info/rfc${rfc}"/>`);
  const supported = xeps.map(
    ({ version, url }) => `    <implements>
      <xmpp:SupportedXep>
        <xmpp:xep rdf:resource="${url}"/>
        <xmpp:version>${version}</xmpp:version>
      </xmpp:SupportedXep>
    </implements>`
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns="http://usefulinc.com/ns/doap#"
         xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
         xmlns:xmpp="https://linkmauve.fr/ns/xmpp-doap#">
  <Project>
    <name>Kith</name>
    <shortdesc xml:lang="en">${escape(description)}</shortdesc>
    <license rdf:resource="https://spdx.org/licenses/GPL-3.0-or-later"/>
    <programming-language>TypeScript</programming-language>
    <os>Browser</os>
    <category rdf:resource="https://linkmauve.fr/ns/xmpp-doap#category-xmpp"/>
    <category rdf:resource="https://linkmauve.fr/ns/xmpp-doap#category-client"/>
${[...rfcs, ...supported].join('\n')}
  </Project>
</rdf:RDF>
`;
}

/** @param {Xep[]} xeps */
function table(xeps) {
  const rows = xeps.map(({ number, name, version, url, files }) => {
    const where = files.map((file) => `[${file.replace(/^src\/lib\//, '')}](../${file})`).join(', ');
    return `| [${number}](${url}) | ${name} | ${version} | ${where} |`;
  });
  return `# XEPs

What Kith speaks beside RFC ${RFCS.join(', RFC ')}. Written by \`npm run doap\` from the first lines of the modules.

| XEP | name | version | module |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

const xeps = readXeps();
const { description } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const outputs = [
  { path: 'kith.doap', text: doap(xeps, description) },
  { path: 'docs/xeps.md', text: table(xeps) }
];
if (process.argv.includes('--check')) {
  const stale = outputs.filter(({ path, text }) => {
    const file = join(ROOT, path);
    return !existsSync(file) || readFileSync(file, 'utf8') !== text;
  });
  for (const { path } of stale) console.error(`${path} is stale: run npm run doap`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const { path, text } of outputs) writeFileSync(join(ROOT, path), text);
  console.log(`${xeps.length} XEPs`);
}
