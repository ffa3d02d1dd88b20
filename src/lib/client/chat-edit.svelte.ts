import { AppError, toAppError } from '../base/errors';
import { MAX_TEXT } from './chat-draft.svelte';
import type { EngineRemote } from './engine';

/** An own message whose text is being changed. The draft of the chat waits meanwhile. */
export class Edit {
  readonly id: string;
  text = $state('');
  sending = $state(false);
  /** Why the change could not be made. */
  error = $state.raw<AppError>();
  readonly #before: string;
  readonly #api: () => EngineRemote;
  readonly #address: string;

  constructor(api: () => EngineRemote, address: string, { id, text }: { id: string; text: string }) {
    this.#api = api;
    this.#address = address;
    this.id = id;
    this.text = this.#before = text;
  }

  write(text: string): void {
    this.text = text;
    this.error = undefined;
  }

  /** Makes the change; true when it is made, or when there is none to make. */
  async send(): Promise<boolean> {
    const text = this.text.trim();
    if (text === '' || this.sending) return false;
    if (text === this.#before.trim()) return true;
    if (text.length > MAX_TEXT) {
      this.error = new AppError('message-too-long');
      return false;
    }
    this.sending = true;
    try {
      await this.#api().edit(this.#address, this.id, text);
      return true;
    } catch (thrown) {
      this.error = toAppError(thrown);
      return false;
    } finally {
      this.sending = false;
    }
  }
}
