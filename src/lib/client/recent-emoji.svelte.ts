import type { App } from './app.svelte';

const KEPT = 32;

/** The emoji that the user chose last, and the tone of hands and faces that they chose. */
export class RecentEmoji {
  /** Newest first. */
  list = $state.raw<string[]>([]);
  /** 1 to 5 (Unicode TR51 §2.4); 0: none. */
  tone = $state(0);
  readonly #app: Pick<App, 'api'>;
  #used: string[] = [];

  constructor(app: Pick<App, 'api'>) {
    this.#app = app;
  }

  async load(): Promise<void> {
    const { recentEmoji, skinTone } = await this.#app.api.settings();
    [this.list, this.tone] = [recentEmoji, skinTone];
    this.#used = recentEmoji;
  }

  /** Remembers it; the list on the screen stays as it is, so that nothing moves under a finger. */
  async use(emoji: string): Promise<void> {
    this.#used = [emoji, ...this.#used.filter((one) => one !== emoji)].slice(0, KEPT);
    await this.#app.api.saveSettings({ recentEmoji: this.#used });
  }

  async setTone(tone: number): Promise<void> {
    this.tone = tone;
    await this.#app.api.saveSettings({ skinTone: tone });
  }
}
