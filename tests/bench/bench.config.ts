import { defineConfig } from '@playwright/test';
import config from '../../playwright.config';

const { use, projects = [] } = config;

export default defineConfig({
  testDir: '.',
  testMatch: '*.bench.ts',
  outputDir: '../../artefacts/bench',
  workers: 1,
  timeout: 600_000,
  reporter: './table.ts',
  use: { ...use, screenshot: 'off', trace: 'off', actionTimeout: 30_000 },
  projects: projects.filter(({ name }) => name === 'chromium').map((project) => ({ ...project, grepInvert: [] }))
});
