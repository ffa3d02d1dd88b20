import type { AppError } from '../base/errors';
import { toAppError } from '../base/errors';
import type { EncryptionView, OwnKeysView } from '../engine/api-keys';
import type { App } from './app.svelte';
import { Live } from './live.svelte';

/** How a chat is encrypted, and whose devices read it. */
export class ChatEncryption {
  readonly #app: App;
  readonly #live: Live<EncryptionView>;
  /** Whether everybody was asked for their devices. */
  asked = $state(false);
  /** Why they could not be asked. */
  failure = $state.raw<AppError>();

  constructor(
    app: App,
    readonly address: string
  ) {
    this.#app = app;
    this.#live = new Live(app.engine, [`chat:${address}`, 'keys', 'account', 'rooms'], () =>
      app.api.encryption(address)
    );
  }

  /** Absent until it was read for the first time. */
  get view(): EncryptionView | undefined {
    return this.#live.value;
  }

  /** Asks for the devices that are not known yet. */
  async look(): Promise<void> {
    try {
      this.failure = undefined;
      await this.#app.api.learnDevices(this.view?.people.map(({ address }) => address) ?? []);
      this.asked = true;
      this.#live.refresh();
    } catch (thrown) {
      this.failure = toAppError(thrown);
    }
  }

  async set(on: boolean): Promise<void> {
    await this.#app.api.setEncrypts(this.address, on);
    this.#live.refresh();
  }

  destroy(): void {
    this.#live.destroy();
  }
}

/** The user's own devices. */
export class OwnKeys {
  readonly #live: Live<OwnKeysView | undefined>;

  constructor(app: App) {
    this.#live = new Live(app.engine, ['keys', 'account'], () => app.api.ownKeys());
  }

  get view(): OwnKeysView | undefined {
    return this.#live.value;
  }

  refresh(): void {
    this.#live.refresh();
  }

  destroy(): void {
    this.#live.destroy();
  }
}
