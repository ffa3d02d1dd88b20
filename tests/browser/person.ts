import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { storedTexts } from './database';
import type { Seen } from './watch';

/** Somebody with an account in a browser of their own: what they can do on the screen. */
export class Person {
  constructor(
    public user: string,
    readonly password: string,
    readonly url: string,
    readonly context: BrowserContext,
    public page: Page,
    readonly seen: Seen
  ) {}

  get address(): string {
    return `${this.user}@localhost`;
  }

  get chats(): Locator {
    return this.page.getByRole('list', { name: 'Chats' });
  }

  get log(): Locator {
    return this.page.getByRole('log', { name: 'Messages' });
  }

  get articles(): Locator {
    return this.log.getByRole('article');
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: 'Message' });
  }

  /** The line that says how the connection is, while it is not well. */
  get trouble(): Locator {
    return this.page.getByRole('status').getByRole('paragraph').filter({ visible: true }).first();
  }

  /** Who the open chat is with: their name and how they are, which leads to more about them. */
  about(name: string): Locator {
    return this.page.getByRole('region', { name: 'Content' }).getByRole('link', { name });
  }

  /** The row of the list of chats that shows this name. */
  row(name: string): Locator {
    return this.chats.getByRole('link', { name });
  }

  /** The one message on the screen with this text. */
  message(text: string): Locator {
    return this.articles.filter({ hasText: text });
  }

  async logIn(): Promise<void> {
    await this.page.goto(this.url);
    await this.fillLogin();
    await expect(this.page.getByRole('heading', { name: 'Chats', exact: true })).toBeVisible();
  }

  async fillLogin(password = this.password): Promise<void> {
    const address = this.page.getByRole('textbox', { name: 'Address' });
    // Firefox appends to what stands in a field for email addresses.
    if ((await address.inputValue()) !== this.address) await address.fill(this.address);
    await this.page.getByRole('textbox', { name: 'Password' }).fill(password);
    await this.page.getByRole('button', { name: 'Log in' }).click();
  }

  /** Answers the invitation on the screen with the own name and password. */
  async fillInvitation(): Promise<void> {
    await this.page.getByRole('textbox', { name: 'What should we call you?' }).fill(this.user);
    const change = this.page.getByRole('button', { name: 'Change' });
    const address = this.page.getByRole('textbox', { name: 'Address' });
    await expect(change.or(address)).toBeVisible();
    if (await address.isVisible()) await address.fill(this.user);
    await this.page.getByRole('textbox', { name: 'Password' }).fill(this.password);
    await this.page.getByRole('button', { name: 'Join' }).click();
  }

  /** Opens a chat at its own address, as from a bookmark. */
  async visit(address: string): Promise<void> {
    await this.page.goto(`${this.url}chat/${encodeURIComponent(address)}`);
    await expect(this.composer).toBeVisible();
  }

  /** Opens a chat from the list. */
  async open(name: string): Promise<void> {
    await this.row(name).click();
    await expect(this.log).toBeVisible();
  }

  /** Turns to this screen: only what has the focus counts as read, and of all pages Firefox gives it to one. */
  async look(): Promise<void> {
    await this.page.bringToFront();
    await expect.poll(() => this.page.evaluate(() => document.hasFocus())).toBe(true);
  }

  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.page.getByRole('button', { name: 'Send' }).click();
    await expect(this.composer).toHaveValue('');
  }

  /** Adds somebody by their address, which opens the chat with them. */
  async add(address: string, name?: string): Promise<void> {
    await this.page.goto(`${this.url}new`);
    await this.page.getByRole('button', { name: 'Add by address' }).click();
    const sheet = this.page.getByRole('dialog', { name: 'Add by address' });
    await sheet.getByRole('textbox', { name: 'Address' }).fill(address);
    if (name !== undefined) await sheet.getByRole('textbox', { name: /^Name/ }).fill(name);
    await sheet.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(this.composer).toBeVisible();
  }

  /** The texts of a chat as this browser's database holds them. */
  stored(address: string): Promise<string[]> {
    return storedTexts(this.page, address);
  }
}
