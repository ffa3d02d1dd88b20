import { AppError, toAppError } from '../base/errors';
import { randomId } from '../base/id';
import type { ChannelMessage } from './api';

/** How long the holder may take, milliseconds: making a group takes several answers of a server. */
const WITHIN = 60_000;

interface Waiting {
  resolve(result: unknown): void;
  reject(error: AppError): void;
  timer: ReturnType<typeof setTimeout>;
}

/** How a tab without the session asks the one that holds it, and gets an answer. */
export class HolderLink {
  readonly #waiting = new Map<string, Waiting>();

  constructor(private readonly post: (message: ChannelMessage) => void) {}

  /** Fails with `offline` when nobody holds the session. */
  ask(method: string, args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = randomId();
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new AppError('offline'));
      }, WITHIN);
      this.#waiting.set(id, { resolve, reject, timer });
      this.post({ type: 'request', id, method, args });
    });
  }

  /** The holder answered somebody. */
  answered({ id, result, error }: ChannelMessage & { type: 'answer' }): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    if (error) waiting.reject(new AppError(error.code, error.detail));
    else waiting.resolve(result);
  }

  /** Another tab asks this one, which holds the session. */
  async serve(
    { id, method, args }: ChannelMessage & { type: 'request' },
    session: { answer(method: string, args: unknown[]): Promise<unknown> }
  ): Promise<void> {
    try {
      this.post({ type: 'answer', id, result: await session.answer(method, args) });
    } catch (thrown) {
      const { code, detail } = toAppError(thrown);
      this.post({ type: 'answer', id, error: { code, detail } });
    }
  }
}
