import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuild } from '../../scripts/lib/build.mjs';
import { Site } from '../support/site';
import { ROOT } from '../support/sources';
import { startWebKit, type WebKit } from '../support/webkit';

describe('the app in WebKit', () => {
  let site: Site;
  let webkit: WebKit;

  beforeAll(async () => {
    site = new Site(await ensureBuild(ROOT));
    await site.start();
    webkit = await startWebKit();
  });

  afterAll(async () => {
    await webkit.stop();
    await site.stop();
  });

  it('opens where one logs in', async () => {
    await webkit.driver.get(site.url);
    await webkit.find('textbox', 'Address');
    await webkit.find('button', 'Log in');
  });

  it('fits a small phone', async () => {
    const [scroll, width] = await webkit.driver.executeScript<[number, number]>(
      'return [document.documentElement.scrollWidth, innerWidth]'
    );
    expect(width).toBeLessThanOrEqual(375);
    expect(scroll).toBeLessThanOrEqual(width);
  });

  it('starts again without a network', async () => {
    await webkit.driver.executeAsyncScript('navigator.serviceWorker.ready.then(arguments[0])');
    await webkit.driver.navigate().refresh();
    await webkit.find('button', 'Log in');
    await site.stop();
    await webkit.driver.get(`${site.url}/login`);
    await webkit.find('textbox', 'Address');
  });
});
