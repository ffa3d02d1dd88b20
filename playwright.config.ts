import { defineConfig } from '@playwright/test';

/** What Playwright turns off in Chromium: the last list counts alone, so ours repeats it. */
const DISABLED_BY_PLAYWRIGHT = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'DialMediaRouteProvider',
  'GlobalMediaControls',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'BlockOriginHeaderModificationOnRedirect',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'Translate',
  'AutoDeElevate',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled'
];
/** Pages of the address bar that each new window would load, at four times the cost of the window itself. */
const DISABLED = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'];

/** What keeps Debian's Chromium quiet, and alive as root. */
const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  `--disable-features=${[...DISABLED_BY_PLAYWRIGHT, ...DISABLED].join()}`
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
    // Without its film, which costs each test a tenth of its time: what was on the screen is in the snapshots.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: true },
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
