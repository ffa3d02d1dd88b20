import { readFileSync } from 'node:fs';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string };

export default defineConfig({
  define: { __KITH_VERSION__: JSON.stringify(version) },
  plugins: [
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/lib/words',
      strategy: ['preferredLanguage', 'baseLocale']
    }),
    sveltekit()
  ],
  server: { fs: { allow: ['service-worker', 'omemo'] } },
  worker: {
    format: 'es',
    // WebKit runs a worker's first file once more when another file imports from it: two engines would send everything twice.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'engine', tags: ['$initial'], test: /^(?!.*engine\.worker)/ }] } }
    }
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'omemo/**/*.test.ts', 'service-worker/**/*.test.ts', 'tests/*.test.ts'],
          environment: 'node'
        }
      },
      {
        extends: true,
        test: { name: 'engine', include: ['tests/engine/**/*.test.ts'], environment: 'node' }
      },
      {
        extends: true,
        test: {
          name: 'server',
          include: ['tests/server/**/*.test.ts', 'tests/chaos/**/*.test.ts'],
          environment: 'node',
          // Each file has servers of its own. Vitest by itself leaves a core free, here one of two.
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 60_000
        }
      },
      {
        extends: true,
        test: {
          name: 'peers',
          include: ['tests/peers/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000
        }
      },
      {
        extends: true,
        test: {
          name: 'webkit',
          include: ['tests/webkit/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 120_000
        }
      }
    ]
  }
});
