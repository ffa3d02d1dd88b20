import type { AppError } from '../base/errors';
import type { ChatKind } from '../engine/api';
import type { NotifyView } from '../engine/api-rooms';
import type { App } from './app.svelte';
import { Live } from './live.svelte';

/** What a page about a conversation needs of it: whose it is, and which of its messages call. */
export class ChatInfo {
  readonly #live: Live<{ kind: ChatKind; notify: NotifyView; name: string; encrypted?: true }>;

  constructor(app: App, address: string) {
    this.#live = new Live(app.engine, [`chat:${address}`], () => app.api.conversation(address, { limit: 1 }));
  }

  /** Absent until it was read for the first time. */
  get kind(): ChatKind | undefined {
    return this.#live.value?.kind;
  }

  get notify(): NotifyView | undefined {
    return this.#live.value?.notify;
  }

  get encrypted(): boolean {
    return this.#live.value?.encrypted === true;
  }

  get name(): string {
    return this.#live.value?.name ?? '';
  }

  /** Why it could not be read. */
  get failure(): AppError | undefined {
    return this.#live.error;
  }

  destroy(): void {
    this.#live.destroy();
  }
}
