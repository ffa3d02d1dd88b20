import { bareJid, resourceOf } from '../base/jid';
import type { RoomEvent } from '../store/messages';
import type { ParsedPresence } from '../xmpp/presence';
import type { MucItem, MucUser } from '../xmpp/xep/0045-muc';
import type { OccupantView } from './api-rooms';

/** Shown at once; a channel may have thousands. */
const MOST_SHOWN = 1000;
/** How many are told apart: whoever brings ever new ones must not fill the memory. */
const MOST_KEPT = 20_000;
const RANK = { moderator: 0, participant: 1, visitor: 2, none: 3 } as const;

interface Occupant {
  nick: string;
  /** Bare. */
  address?: string;
  /** Occupant id (XEP-0421). */
  id?: string;
  affiliation: MucItem['affiliation'];
  role: MucItem['role'];
}

/** Who is in one room at this moment (XEP-0045 §7.2.2). In memory only; nothing is asked about any of them. */
export class Occupants {
  readonly #here = new Map<string, Occupant>();
  readonly #ids = new Map<string, Occupant>();

  get count(): number {
    return this.#here.size;
  }

  get(nick: string): Readonly<Occupant> | undefined {
    return this.#here.get(nick);
  }

  /** The bare address of who has that occupant id, or else that nickname. */
  personOf(id: string | undefined, nick: string): string | undefined {
    return (id === undefined ? this.#here.get(nick) : this.#ids.get(id))?.address;
  }

  /** The bare addresses of all who are there, where the room tells them. */
  addresses(): string[] {
    return [...this.#here.values()].flatMap(({ address }) => address ?? []);
  }

  clear(): void {
    this.#here.clear();
    this.#ids.clear();
  }

  /** One came, went or changed. Returns what is worth a line, if anything is; `told` is what the room adds. */
  handle({ type, from, occupantId }: ParsedPresence, told: MucUser, occupantIds: boolean): RoomEvent | undefined {
    const nick = resourceOf(from) ?? '';
    const [item] = told.items;
    const before = this.#here.get(nick);
    if (type === 'unavailable') {
      this.#remove(nick);
      const renamed = told.statuses.has(303) ? item?.nick : undefined;
      if (renamed && before && this.#here.size < MOST_KEPT) this.#put({ ...before, nick: renamed });
      return item && whyGone(told, item, nick, before?.address);
    }
    if (type !== 'available' || !item) return undefined;
    const address = bareJid(item.jid);
    const { affiliation, role } = item;
    const id = occupantIds ? occupantId : undefined;
    if (before || this.#here.size < MOST_KEPT)
      this.#put({ nick, affiliation, role, ...(address && { address }), ...(id && { id }) });
    return before && whatChanged(before, item, nick, address);
  }

  /** Those with rights first, then by name. */
  views(self: string): OccupantView[] {
    return [...this.#here.values()]
      .sort((a, b) => RANK[a.role] - RANK[b.role] || a.nick.localeCompare(b.nick))
      .slice(0, MOST_SHOWN)
      .map(({ nick, address, id, affiliation, role }) => ({
        nick,
        ...(address && { address }),
        key: id ?? nick,
        affiliation,
        role,
        me: nick === self
      }));
  }

  #put(occupant: Occupant): void {
    this.#remove(occupant.nick);
    this.#here.set(occupant.nick, occupant);
    if (occupant.id) this.#ids.set(occupant.id, occupant);
  }

  #remove(nick: string): void {
    const gone = this.#here.get(nick);
    this.#here.delete(nick);
    if (gone?.id && this.#ids.get(gone.id) === gone) this.#ids.delete(gone.id);
  }
}

const who = (nick: string, address: string | undefined, { actor }: MucItem) => ({
  who: nick,
  ...(address && { address }),
  ...(actor && { by: actor })
});

// XEP-0045 §15.6: 301 banned, 303 renamed, 307 kicked (with 333: only unreachable), 321 and 322 no member any more.
function whyGone(
  { statuses }: MucUser,
  item: MucItem,
  nick: string,
  address: string | undefined
): RoomEvent | undefined {
  const person = who(nick, address ?? bareJid(item.jid), item);
  if (statuses.has(301)) return { kind: 'banned', ...person };
  if (statuses.has(303)) return item.nick ? { kind: 'nick', ...person, text: item.nick } : undefined;
  if (statuses.has(307) && !statuses.has(333)) return { kind: 'kicked', ...person };
  if (statuses.has(321)) return { kind: 'removed', ...person };
  return undefined;
}

function whatChanged(
  before: Occupant,
  item: MucItem,
  nick: string,
  address: string | undefined
): RoomEvent | undefined {
  const person = who(nick, address, item);
  const change = affiliationEvent(before.affiliation, item.affiliation);
  if (change) return { kind: change, ...person };
  if (before.role === 'participant' && item.role === 'visitor') return { kind: 'muted', ...person };
  if (before.role === 'visitor' && item.role === 'participant') return { kind: 'unmuted', ...person };
  return undefined;
}

/** The name of a change of rights; `undefined` when nothing changed that is worth a line. */
export function affiliationEvent(
  before: MucItem['affiliation'] | undefined,
  after: MucItem['affiliation']
): RoomEvent['kind'] | undefined {
  if (before === after) return undefined;
  if (after === 'owner' || after === 'admin') return after;
  if (after === 'outcast') return 'banned';
  if (after === 'none') return 'removed';
  return before === 'owner' || before === 'admin' ? 'plain' : 'added';
}
