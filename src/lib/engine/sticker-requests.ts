import { AppError } from '../base/errors';
import { randomId } from '../base/id';
import { MOST_PACKS, PACK_STORES, packTasks, sweepStickers, type PackRow } from '../store/stickers';
import { under } from '../store/schema';
import { write, type Lease } from '../store/write';
import { isRefusal, StanzaError, type Requests } from '../xmpp/requests';
import { fetchItems, type PubsubItem } from '../xmpp/xep/0060-pubsub';
import { STICKERS } from '../xmpp/xep/0449-stickers';
import { readPack, type StickerPack } from '../xmpp/xep/0449-sticker-packs';
import type { Context } from './context';

/** Where a pack is asked for, and for which sticker. */
export interface WantedPack {
  jid: string;
  node: string;
  id: string;
  /** SHA-256 of the sticker. */
  hash: string | undefined;
}

/** What only the session's holder can do with stickers. */
export interface StickerRequests {
  /** Makes the packs here the same as those in the user's node, but for what still waits to go there. */
  takePacks(): Promise<void>;
  /** Asks for somebody's pack; `undefined`: they have none such. */
  fetchPack(wanted: WantedPack): Promise<StickerPack | undefined>;
}

/** Does them; each fails with `offline`, `server-unreachable` or `pack-gone`. */
export function stickerRequests(
  context: Context,
  lease: Lease,
  connected: () => Requests | undefined
): StickerRequests {
  const stream = (): Requests => {
    const now = connected();
    if (!now) throw new AppError('offline');
    return now;
  };

  return {
    async takePacks() {
      const packs = await readAll(await items(stream(), STICKERS, { max: MOST_PACKS }));
      await merge(context, lease, packs);
    },

    async fetchPack({ jid, node, id, hash }) {
      const to = jid === context.account ? undefined : jid;
      const [pack] = await readAll(await items(stream(), node, { ...(to && { to }), ids: [id] }));
      if (pack?.id === id) return pack;
      // Whoever changes a pack gives it another id: the sticker may be in what it is now.
      const others = await readAll(await items(stream(), node, { ...(to && { to }), max: MOST_PACKS }));
      return others.find(({ stickers }) => stickers.some((one) => one.hash === hash));
    }
  };
}

async function readAll(found: PubsubItem[]): Promise<StickerPack[]> {
  const packs = await Promise.all(found.slice(0, MOST_PACKS).map(readPack));
  return packs.filter((pack) => pack !== undefined);
}

/** None where there is no such node, or it may not be read. */
async function items(
  requests: Requests,
  node: string,
  which: { to?: string; ids?: string[]; max?: number }
): Promise<PubsubItem[]> {
  try {
    return await fetchItems(requests, node, which);
  } catch (thrown) {
    if (!(thrown instanceof StanzaError)) throw thrown;
    if (isRefusal(thrown) && thrown.type !== 'wait') return [];
    throw new AppError(thrown.condition === 'closed' ? 'offline' : 'server-unreachable', thrown.message, {
      cause: thrown
    });
  }
}

async function merge({ db, account, announce, now }: Context, lease: Lease, packs: StickerPack[]): Promise<void> {
  await write(db, announce, lease, PACK_STORES, async (tx, topics) => {
    const store = tx.objectStore('packs');
    const rows = await store.getAll(under(account));
    const waiting = await packTasks(tx, account);
    const there = new Set(packs.map(({ id }) => id));
    const gone = rows.filter((row) => row.published && !there.has(row.published) && !waiting.has(row.key));
    for (const { key } of gone) await store.delete([account, key]);
    const known = new Set([...rows.flatMap(({ id, published }) => [id, published]), ...waiting.values()]);
    const fresh = packs.filter(({ id }) => !known.has(id)).slice(0, MOST_PACKS - rows.length + gone.length);
    for (const pack of fresh) await store.put(newPack(account, pack, now(), pack.id));
    if (gone.length > 0) await sweepStickers(tx, account);
    if (gone.length + fresh.length > 0) topics.add('stickers');
  });
}

/** The row of a pack that came from elsewhere. `published`: under which id the user's node has it already. */
export function newPack(account: string, pack: StickerPack, added: number, published?: string): PackRow {
  return { account, key: randomId(), ...pack, added, ...(published !== undefined && { published }) };
}
