import { AppError, toAppError } from '../base/errors';
import { randomId } from '../base/id';
import type { ChannelMessage } from './api';

/** How long the holder may take, milliseconds: making a group takes several answers of a server. */
const WITHIN = 60_000;
/** How soon somebody must have begun with it, milliseconds: the session may be on its way from one tab to another. */
const BEGUN_WITHIN = 10_000;
/** How often it is asked until somebody has, milliseconds. */
const AGAIN = 1_000;

const MOST_SERVED = 200;

/** The session, as far as it answers. */
interface Answering {
  answer(method: string, args: unknown[]): Promise<unknown>;
}

type Request = ChannelMessage & { type: 'request' };
type Answer = ChannelMessage & { type: 'answer' };

interface Waiting {
  resolve(result: unknown): void;
  reject(error: AppError): void;
  begun(): void;
}

/** How a tab asks whoever holds the session, which may be itself, and gets an answer. */
export class HolderLink {
  readonly #waiting = new Map<string, Waiting>();
  /** What was begun here: a request that is repeated is the same. */
  readonly #serving = new Set<string>();

  constructor(
    private readonly post: (message: ChannelMessage) => void,
    private readonly session: () => Answering | undefined
  ) {}

  /** Fails with `offline` when nobody holds the session. */
  ask(method: string, args: unknown[]): Promise<unknown> {
    const here = this.session();
    if (here) return here.answer(method, args);
    return new Promise((resolve, reject) => {
      const request: Request = { type: 'request', id: randomId(), method, args };
      const failed = (): void => this.#settle(request.id)?.reject(new AppError('offline'));
      let limit = setTimeout(failed, BEGUN_WITHIN);
      const repeat = setInterval(() => this.#tryAgain(request), AGAIN);
      const done = (): void => {
        clearTimeout(limit);
        clearInterval(repeat);
      };
      this.#waiting.set(request.id, {
        resolve: (result) => (done(), resolve(result)),
        reject: (error) => (done(), reject(error)),
        begun: () => {
          done();
          limit = setTimeout(failed, WITHIN);
        }
      });
      this.post(request);
    });
  }

  /** The holder has begun with it, or is done. */
  answered({ id, result, error, begun }: Answer): void {
    if (begun) return this.#waiting.get(id)?.begun();
    const waiting = this.#settle(id);
    if (error) waiting?.reject(new AppError(error.code, error.detail));
    else waiting?.resolve(result);
  }

  /** Another tab asks this one, which holds the session. */
  async serve({ id, method, args }: Request): Promise<void> {
    const here = this.session();
    if (!here || this.#serving.has(id)) return;
    if (this.#serving.size >= MOST_SERVED) this.#serving.clear();
    this.#serving.add(id);
    this.post({ type: 'answer', id, begun: true });
    try {
      this.post({ type: 'answer', id, result: await here.answer(method, args) });
    } catch (thrown) {
      const { code, detail } = toAppError(thrown);
      this.post({ type: 'answer', id, error: { code, detail } });
    }
  }

  /** Nobody has begun: the session may have come here, or to a tab that did not hear of it. */
  #tryAgain(request: Request): void {
    const here = this.session();
    if (!here) return this.post(request);
    const waiting = this.#settle(request.id);
    if (waiting) here.answer(request.method, request.args).then(waiting.resolve, waiting.reject);
  }

  #settle(id: string): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}
