import { defineConfig } from '@playwright/test';
import base from '../../playwright.config';

/** Makes the pictures of the README and of the manifest anew: `npm run pictures`. Pack them afterwards (pngquant 96). */
export default defineConfig({
  ...base,
  testDir: '.',
  testMatch: '*.pictures.ts',
  outputDir: '../../artefacts/pictures',
  reporter: 'list',
  workers: 1,
  timeout: 120_000,
  projects: (base.projects ?? []).filter(({ name }) => name === 'chromium')
});
