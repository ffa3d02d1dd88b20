import { defineConfig } from '@playwright/test';

/** What keeps Debian's Chromium quiet, and alive as root. */
const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic'
];

export default defineConfig({
  testDir: 'tests/browser',
  testMatch: '*.spec.ts',
  outputDir: 'artefacts/browser',
  retries: 0,
  workers: 2,
  forbidOnly: true,
  timeout: 60_000,
  reporter: [['list'], ['json', { outputFile: process.env['BROWSER_REPORT'] ?? 'artefacts/browser.json' }]],
  use: {
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 }
  },
  // What only one of them can do is tagged with its name: a skipped test counts as failed.
  projects: [
    {
      name: 'chromium',
      grepInvert: /@firefox/,
      use: {
        browserName: 'chromium',
        launchOptions: { executablePath: '/usr/bin/chromium', args: CHROMIUM_ARGS }
      }
    },
    {
      name: 'firefox',
      grepInvert: /@chromium/,
      use: {
        browserName: 'firefox',
        channel: 'moz-firefox',
        launchOptions: { executablePath: '/usr/bin/firefox-esr' }
      }
    }
  ]
});
