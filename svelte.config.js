import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { readFileSync } from 'node:fs';
import { withFinishedBuild } from './scripts/lib/finish-build.mjs';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  kit: {
    adapter: withFinishedBuild(adapter({ fallback: 'index.html' })),
    files: { serviceWorker: 'service-worker/index' },
    serviceWorker: { register: false },
    version: { name: version },
    alias: { $omemo: 'omemo' }
  }
};
