import type { MessageRow } from '../store/messages';
import type { Lease } from '../store/write';
import type { Requests } from '../xmpp/requests';
import type { UploadLimit } from './api-files';
import type { Context } from './context';
import type { Covered } from './encryption-later';
import type { UploadWork } from './upload-work';

/** The uploads of a session; what does them is loaded when the first file wants to go. */
export class Uploads {
  #work: UploadWork | undefined;
  #stopped = false;

  constructor(
    private readonly context: Context,
    private readonly lease: Lease,
    private readonly stream: () => Requests | undefined,
    private readonly failed: (thrown: unknown) => void,
    private readonly covers: (chat: string) => Promise<Covered>
  ) {}

  /** A message whose file is not uploaded wants to go; asking again while it is under way is the same wish. */
  take(row: MessageRow): void {
    if (this.#work) return this.#work.take(row);
    this.#load()
      .then((work) => this.#stopped || work.take(row))
      .catch((thrown: unknown) => this.context.log('uploads were not loaded', thrown));
  }

  /** The connection is new, or the network is back: what waits for its next attempt need not. */
  hurry(): void {
    this.#work?.hurry();
  }

  /** The user may have removed messages: their files need not go any further. */
  check(): void {
    this.#work?.check();
  }

  /** The session is over: another one begins again. */
  stop(): void {
    this.#stopped = true;
    this.#work?.stop();
  }

  /** What the server takes. Fails with `offline`. */
  async limit(): Promise<UploadLimit> {
    return (await this.#load()).limit();
  }

  async #load(): Promise<UploadWork> {
    const { UploadWork } = await import('./upload-work');
    return (this.#work ??= new UploadWork(this.context, this.lease, this.stream, this.failed, this.covers));
  }
}
