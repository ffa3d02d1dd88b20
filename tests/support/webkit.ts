import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Builder, By, Capabilities, error, type WebDriver, type WebElement } from 'selenium-webdriver';
import { vi } from 'vitest';

const LIBRARIES = '/usr/lib/x86_64-linux-gnu';

/** WebKit as Debian has it, driven by its own WebDriver; needs a display (`xvfb-run`). */
export interface WebKit {
  driver: WebDriver;
  /** The first element that is shown with this role and accessible name. */
  find(role: string, name: string): Promise<WebElement>;
  stop(): Promise<void>;
}

function miniBrowser(): string {
  const folders = [LIBRARIES, '/usr/lib/aarch64-linux-gnu'].filter((folder) => existsSync(folder));
  const found = folders
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name, 'MiniBrowser')))
    .find((path) => /webkit2gtk-4\.\d/.test(path) && existsSync(path));
  if (!found) throw new Error('no MiniBrowser: is webkit2gtk-driver installed?');
  return found;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a window of this size, with nothing stored. */
export async function startWebKit(width = 375, height = 667): Promise<WebKit> {
  const port = await freePort();
  const child = spawn('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], { stdio: 'ignore' });
  const server = `http://127.0.0.1:${port}`;
  const capabilities = new Capabilities({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': { binary: miniBrowser(), args: ['--automation', '--full-screen'] }
  });
  try {
    await answering(server);
    const driver = await new Builder().usingServer(server).withCapabilities(capabilities).build();
    await driver.manage().window().setRect({ width, height });
    return {
      driver,
      find: (role, name) => findByRole(driver, role, name),
      async stop() {
        await driver.quit();
        child.kill();
      }
    };
  } catch (thrown) {
    child.kill();
    throw thrown;
  }
}

/** The driver says nothing when it is ready: it is when it answers. */
async function answering(server: string): Promise<void> {
  const ask = async (): Promise<void> => {
    const answer = await fetch(`${server}/status`).catch(() => undefined);
    if (!answer?.ok) throw new Error('WebKitWebDriver does not answer');
  };
  await vi.waitFor(ask, { timeout: 20_000, interval: 50 });
}

async function findByRole(driver: WebDriver, role: string, name: string): Promise<WebElement> {
  const found = await driver.wait(
    async () => {
      for (const element of await driver.findElements(By.css('body *')))
        if (await fits(element, role, name)) return element;
      return undefined;
    },
    10_000,
    `no ${role} named ${name}`
  );
  if (!found) throw new Error(`no ${role} named ${name}`);
  return found;
}

async function fits(element: WebElement, role: string, name: string): Promise<boolean> {
  try {
    if ((await element.getAriaRole()) !== role || (await element.getAccessibleName()) !== name) return false;
    return await element.isDisplayed();
  } catch (thrown) {
    // The page was drawn anew while it was looked at, or this node is nothing that can be named.
    if (thrown instanceof error.WebDriverError) return false;
    throw thrown;
  }
}
