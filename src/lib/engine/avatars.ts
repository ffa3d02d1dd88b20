import type { AvatarRow } from '../store/avatars';
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
}

/** Pictures of people and rooms: which one is theirs comes with presence, its bytes when somebody looks (XEP-0153, XEP-0084). */
export class Avatars {
  readonly #known = new Map<string, Portrait>();
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
    if (known?.hash === portrait.hash || (!known && !this.#hasSpace(portrait))) return;
    this.#known.set(address, portrait);
    this.#news.add(address);
    if (this.#news.size > 1) return;
    setTimeout(() => {
      const news = [...this.#news].map((one) => `avatar:${one}`);
      this.#news.clear();
      this.context.announce(news);
    }, GATHER);
  }

  /** Whoever was only met in a room gives way to a contact. */
  #hasSpace({ via }: Portrait): boolean {
    if (this.#known.size < MOST) return true;
    const met = via === undefined ? [...this.#known].find(([, one]) => one.via !== undefined) : undefined;
    return met !== undefined && this.#known.delete(met[0]);
  }

  /** Somebody looks at a picture: it is fetched, unless the one that is stored is the right one. */
  async look(address: string): Promise<void> {
    const portrait = this.#known.get(address);
    const stream = this.stream();
    if (!portrait || !stream || this.#asking.has(address)) return;
    const { db, account } = this.context;
    const stored = await db.get('avatars', [account, address]);
    if (stored?.hash === portrait.hash && (stored.bytes || !portrait.hash)) return;
    // Asked once for each stream and hash: who does not answer is not asked again and again.
    this.#asking.add(address);
    const picture = portrait.hash ? await this.#fetch(stream, address, portrait) : undefined;
    if (portrait.hash && !picture) return;
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
      return photo && { bytes: photo.bytes, type: photo.type };
    };
    return optional(ask());
  }

  async #save(row: AvatarRow): Promise<void> {
    const { db, announce } = this.context;
    await write(db, announce, this.lease, ['avatars'], async (tx, topics) => {
      await tx.objectStore('avatars').put(row);
      topics.add(`avatar:${row.address}`);
    });
  }
}

async function optional<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (thrown) {
    if (thrown instanceof StanzaError) return undefined;
    throw thrown;
  }
}
