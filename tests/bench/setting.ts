import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { test as base } from '../browser/fixtures';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Where the bare page is: under a path that the app's service worker leaves alone. */
export const BARE = '_app/bare.html';

/** The tests' fixtures over a copy of the built app that has the bare page in it. */
export const bench = base.extend<object, { build: string }>({
  build: [
    async ({ playwright: _ }, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'kith-bench-'));
      await cp(path('../../build'), folder, { recursive: true });
      await cp(path('bare.html'), join(folder, BARE));
      const { outputText } = ts.transpileModule(await readFile(path('bare-page.ts'), 'utf8'), {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext }
      });
      await writeFile(join(folder, '_app/bare-page.js'), outputText);
      await use(folder);
      await rm(folder, { recursive: true, force: true });
    },
    { scope: 'worker' }
  ]
});
