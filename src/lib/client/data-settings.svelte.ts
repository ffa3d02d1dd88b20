import type { StorageUse } from '../engine/api-files';
import type { SettingsView, UsageView } from '../engine/api-settings';
import { toAppError, type AppError } from '../base/errors';
import type { App } from './app.svelte';
import { Live } from './live.svelte';

/** What the user chose about data, what went over the network this month, and how much room files take. */
export class DataSettings {
  usage = $state.raw<UsageView>();
  storage = $state.raw<StorageUse>();
  #failure = $state.raw<AppError>();
  readonly #app: App;
  readonly #live: Live<SettingsView>;

  constructor(app: App) {
    this.#app = app;
    this.#live = new Live(app.engine, ['account'], () => app.api.settings());
    void this.#look();
  }

  /** Why the newest change was not kept, or why there is nothing to show. */
  get error(): AppError | undefined {
    return this.#failure ?? (this.settings ? undefined : this.#live.error);
  }

  /** Absent until it was read for the first time. */
  get settings(): SettingsView | undefined {
    return this.#live.value;
  }

  /** Something else on the screen did not work. */
  readonly failed = (thrown: unknown): void => {
    this.#failure = toAppError(thrown);
  };

  async save(change: Partial<SettingsView>): Promise<void> {
    try {
      this.#failure = undefined;
      await this.#app.api.saveSettings(change);
      this.#live.refresh();
    } catch (thrown) {
      this.#failure = toAppError(thrown);
    }
  }

  /** Removes what was downloaded. */
  async clear(): Promise<void> {
    await this.#app.api.clearFiles();
    await this.#look();
  }

  destroy(): void {
    this.#live.destroy();
  }

  async #look(): Promise<void> {
    try {
      [this.usage, this.storage] = await Promise.all([this.#app.api.usage(), this.#app.api.storageUse()]);
    } catch (thrown) {
      this.#failure = toAppError(thrown);
    }
  }
}
