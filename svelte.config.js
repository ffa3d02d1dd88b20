import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { readFileSync } from 'node:fs';
import { withFinishedBuild } from './scripts/lib/finish-build.mjs';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/**
 * Kit hides its announcer by a style attribute, which the policy forbids; app.css does it instead.
 * @type {import('svelte/compiler').PreprocessorGroup}
 */
const withoutStyleAttribute = {
  name: 'without-style-attribute',
  markup: ({ content, filename }) =>
    filename?.endsWith('/generated/root.svelte') ? { code: content.replace(/ style="[^"]*"/, '') } : undefined
};

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: [withoutStyleAttribute, vitePreprocess()],
  kit: {
    adapter: withFinishedBuild(adapter({ fallback: 'index.html' })),
    files: { serviceWorker: 'service-worker/index' },
    serviceWorker: { register: false },
    version: { name: version },
    alias: { $omemo: 'omemo' },
    typescript: {
      // The worker's own globals are no page's: tsconfig.worker.json compiles it.
      config: (config) => {
        config.exclude.push('../src/lib/engine/engine.worker.ts');
      }
    }
  }
};
