import type { AvatarRow } from '../store/avatars';
import { under, type WriteTx } from '../store/schema';
import { write, type Lease } from '../store/write';
import { StanzaError } from '../xmpp/requests';
import type { Stream } from '../xmpp/stream';
import { fetchVcardPhoto } from '../xmpp/xep/0054-vcard';
import { fetchAvatarData } from '../xmpp/xep/0084-avatar';
import type { Context } from './context';

/** Of how many addresses it is remembered which picture they have: presence of strangers must not fill the memory. */
const MOST = 5_000;
/** How long news of pictures are gathered, milliseconds: at a login each contact tells of theirs. */
const GATHER = 300;

/** Whose picture it is, and from where it comes. */
export interface Portrait {
  /** SHA-1 in hexadecimal; empty: none. */
  hash: string;
  /** Whom to ask, where that is not the address itself: in a room that hides addresses the occupant. */
  via?: string;
  /** The device that says so in its presence, by its full address. */
  device?: string;
  /** They publish it themselves (XEP-0084). */
  published?: true;
}

/** Pictures of people and rooms: which one is theirs comes with presence, its bytes when somebody looks (XEP-0153, XEP-0084). */
export class Avatars {
  readonly #known = new Map<string, Portrait>();
  /** What each device said last. */
  readonly #said = new Map<string, string>();
  readonly #asking = new Set<string>();
  readonly #news = new Set<string>();

  constructor(
    private readonly context: Context,
    private readonly lease: Lease,
    private readonly stream: () => Stream | undefined
  ) {}

  /** Somebody said which picture is theirs. */
  told(address: string, portrait: Portrait): void {
    const known = this.#known.get(address);
    if (!known && !this.#hasSpace(portrait)) return;
    const isNews = portrait.device !== undefined && this.#isNews(portrait.device, portrait.hash);
    // What they publish counts more than what one device of theirs always says. But a server that puts it into their presence may tell
    // a change by that alone (XEP-0398 §4).
    const isBehind = known?.published && known.hash && !portrait.published;
    if (isBehind && (!isNews || known.hash === portrait.hash)) return;
    this.#known.set(address, known?.published ? { ...portrait, published: true } : portrait);
    if (known?.hash === portrait.hash) return;
    this.#asking.delete(address);
    this.#news.add(address);
    if (this.#news.size > 1) return;
    setTimeout(() => {
      this.#remember().catch((thrown: unknown) => this.context.log('news of pictures were not kept', thrown));
    }, GATHER);
  }

  #isNews(device: string, hash: string): boolean {
    const before = this.#said.get(device);
    const [oldest] = this.#said.keys();
    if (before === undefined && oldest !== undefined && this.#said.size >= MOST) this.#said.delete(oldest);
    this.#said.set(device, hash);
    return before !== undefined && before !== hash;
  }

  /** Who looks later, on a stream that goes on, must still learn which picture it is: nobody tells again. */
  async #remember(): Promise<void> {
    const { db, account, announce } = this.context;
    const news = [...this.#news];
    this.#news.clear();
    await write(db, announce, this.lease, ['avatars'], async (tx, topics) => {
      const store = tx.objectStore('avatars');
      for (const address of news) {
        topics.add(`avatar:${address}`);
        const { hash = '', via } = this.#known.get(address) ?? {};
        const row = (await store.get([account, address])) ?? { account, address, hash: '' };
        if (via !== undefined || (row.wanted ?? row.hash) === hash) continue;
        await store.put({ ...row, wanted: hash });
      }
    });
  }

  /** Whoever was only met in a room gives way to a contact. */
  #hasSpace({ via }: Portrait): boolean {
    if (this.#known.size < MOST) return true;
    const met = via === undefined ? [...this.#known].find(([, one]) => one.via !== undefined) : undefined;
    return met !== undefined && this.#known.delete(met[0]);
  }

  /** Somebody looks at a picture: it is fetched, unless the one that is stored is the right one. */
  async look(address: string): Promise<void> {
    const stream = this.stream();
    if (!stream || this.#asking.has(address)) return;
    const { db, account } = this.context;
    const stored = await db.get('avatars', [account, address]);
    const wanted = stored?.wanted;
    const portrait = this.#known.get(address) ?? (wanted === undefined ? undefined : { hash: wanted });
    if (!portrait || this.#asking.has(address)) return;
    if (stored?.hash === portrait.hash && (stored.bytes || !portrait.hash)) return;
    // Asked once for each stream and hash: who does not answer is not asked again and again.
    this.#asking.add(address);
    const picture = portrait.hash ? await this.#fetch(stream, address, portrait) : undefined;
    if (portrait.hash && !picture) return;
    // It may have changed meanwhile.
    if ((this.#known.get(address) ?? portrait).hash !== portrait.hash) return;
    await this.#save({ account, address, hash: portrait.hash, ...picture });
    this.#asking.delete(address);
  }

  /** The stream is over: what was not answered may be asked again. */
  reset(): void {
    this.#asking.clear();
  }

  async #fetch(stream: Stream, address: string, { hash, via }: Portrait) {
    const ask = async () => {
      const photo = via
        ? await fetchVcardPhoto(stream, via)
        : ((await optional(fetchAvatarData(stream, address, hash))) ?? (await fetchVcardPhoto(stream, address)));
      // A picture by another name is another picture (XEP-0153 §3.2).
      return photo?.hash === hash ? { bytes: photo.bytes, type: photo.type } : undefined;
    };
    return optional(ask());
  }

  async #save(row: AvatarRow): Promise<void> {
    const { db, announce, account } = this.context;
    await write(db, announce, this.lease, ['avatars', 'outbox'], async (tx, topics) => {
      if (row.address === account && (await isWaiting(tx, account))) return;
      await tx.objectStore('avatars').put(row);
      topics.add(`avatar:${row.address}`);
    });
  }
}

/** The user has just chosen another one here, which the server does not have yet. */
async function isWaiting(tx: WriteTx, account: string): Promise<boolean> {
  const waiting = await tx.objectStore('outbox').getAll(under(account));
  return waiting.some(({ task }) => task.kind === 'picture');
}

async function optional<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (thrown) {
    if (thrown instanceof StanzaError) return undefined;
    throw thrown;
  }
}
