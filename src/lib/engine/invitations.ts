import { isTrusted } from '../store/people';
import { loadRoom } from '../store/rooms';
import { write, type Lease } from '../store/write';
import type { Stream } from '../xmpp/stream';
import { fetchRoomInfo } from '../xmpp/xep/0045-room-info';
import type { Avatars } from './avatars';
import type { Context } from './context';
import { factsOf } from './room-facts';

/** Invitations of contacts, whose groups are asked for their names. */
export class Invitations {
  /** Asked on this stream: who does not answer is not asked again and again. */
  readonly #asked = new Set<string>();

  constructor(
    private readonly context: Context,
    private readonly lease: Lease,
    private readonly stream: () => Stream | undefined,
    private readonly avatars: Avatars
  ) {}

  /** A stream began anew. */
  reset(): void {
    this.#asked.clear();
  }

  /** An address is on the screen. If a contact invites there, the group is asked what it is; a stranger's is not (SECURITY 12). */
  async look(address: string): Promise<void> {
    const { db, account, announce } = this.context;
    const stream = this.stream();
    const row = await db.get('rooms', [account, address]);
    if (!stream || !row?.invitation || row.invitation.mediated || row.facts || this.#asked.has(address)) return;
    if (!isTrusted(await db.get('people', [account, row.invitation.by]), false)) return;
    this.#asked.add(address);
    const { isRoom, avatarHashes, ...info } = await fetchRoomInfo(stream, address);
    if (!isRoom) return;
    await write(db, announce, this.lease, ['rooms'], async (tx, topics) => {
      await tx.objectStore('rooms').put({ ...(await loadRoom(tx, account, address)), facts: factsOf(info) });
      topics.add(`chat:${address}`).add('chats').add('rooms');
    });
    if (avatarHashes[0]) this.avatars.told(address, { hash: avatarHashes[0], via: address });
  }
}
