import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type LaunchOptions, type Page } from '@playwright/test';
import { DESKTOP } from '../browser/fixtures';
import { Person } from '../browser/person';
import { watch } from '../browser/watch';
import type { Servers } from '../support/servers';
import { watchStart } from './screen';
import { BARE } from './setting';
import { fill, type Amount } from './stored';

const PASSWORD = 'correct horse battery';

/** A browser with a disk: it can be ended and started again, and finds what it stored. */
export class Device {
  #context: BrowserContext | undefined;

  private constructor(
    private readonly folder: string,
    private readonly options: LaunchOptions,
    readonly url: string,
    private readonly amount: Amount
  ) {}

  /** Somebody's browser, logged in and then filled. */
  static async make(user: string, servers: Servers, options: LaunchOptions, amount: Amount): Promise<Device> {
    const folder = await mkdtemp(join(tmpdir(), 'kith-bench-device-'));
    const device = new Device(folder, options, `${servers.publicUrl}/`, amount);
    await servers.createAccount(user, PASSWORD);
    const page = await device.start();
    const person = new Person(user, PASSWORD, device.url, page.context(), page, watch(page.context(), page));
    await person.logIn();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.goto(device.url + BARE);
    await fill(page, person.address, amount);
    await device.end();
    return device;
  }

  /** Starts the browser with an empty page. */
  async start(): Promise<Page> {
    await this.end();
    this.#context = await chromium.launchPersistentContext(this.folder, {
      ...this.options,
      viewport: DESKTOP,
      locale: 'en-GB'
    });
    await watchStart(this.#context, this.amount.chats);
    return this.#context.pages()[0] ?? this.#context.newPage();
  }

  async end(): Promise<void> {
    await this.#context?.close();
    this.#context = undefined;
  }

  /** Ends it and forgets everything. */
  async remove(): Promise<void> {
    await this.end();
    await rm(this.folder, { recursive: true, force: true });
  }
}
