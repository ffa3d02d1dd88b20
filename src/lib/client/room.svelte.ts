import type { AppError } from '../base/errors';
import type { Affiliation, Role, RoomLive, RoomView } from '../engine/api-rooms';
import type { App } from './app.svelte';
import { Live } from './live.svelte';
import type { People } from './people.svelte';
import { gatherPeople } from './room-people';
import { withShownName, type Shown } from './shown-name';

/** The role that a group gives to who enters (XEP-0045 §5.1.2). */
const ENTERS_AS: Record<Affiliation, Role> = {
  owner: 'moderator',
  admin: 'moderator',
  member: 'participant',
  none: 'none',
  outcast: 'none'
};

/** A group that is looked at: what is stored of it, together with who is there now. */
export class Room {
  readonly address: string;
  readonly #app: App;
  readonly #people: People;
  readonly #live: Live<Shown<RoomView>>;

  constructor(app: App, people: People, address: string) {
    this.#app = app;
    this.#people = people;
    this.address = address;
    this.#live = new Live(app.engine, [`chat:${address}`], async () => withShownName(await app.api.room(address)));
    this.look();
  }

  /** What is stored; absent until it was read for the first time. */
  get view(): Shown<RoomView> | undefined {
    return this.#live.value;
  }

  /** Why it could not be read. */
  get failure(): AppError | undefined {
    return this.#live.error;
  }

  /** Who is there; absent while the group is not entered. */
  get live(): RoomLive | undefined {
    return this.#app.rooms.get(this.address);
  }

  /** Whether the group can be changed now: the user is inside and connected. Changes only when that does. */
  readonly reachable = $derived.by(() => this.#app.connection === 'online' && this.live?.state === 'in');

  /** Who belongs to it and who is there. */
  readonly people = $derived.by(() => {
    const { view, live } = this;
    return gatherPeople({
      room: this.address,
      members: view?.members ?? [],
      occupants: (this.reachable && live?.occupants) || [],
      self: { address: this.#app.account?.address ?? '', nick: live?.nick ?? view?.nick ?? '' },
      nameOf: (address) => this.#people.find(address)
    });
  });

  /** How many people it has: who belongs to it, or of a channel who is there, whichever is more. */
  readonly count = $derived.by(() => Math.max(this.people.length, (this.reachable && this.live?.count) || 0));

  /** What the user is there; while outside what they would be. */
  readonly standing = $derived.by((): { affiliation: Affiliation; role: Role } => {
    const { live } = this;
    if (live?.state === 'in') return { affiliation: live.affiliation, role: live.role };
    const affiliation = this.people.find((person) => person.me)?.affiliation ?? 'none';
    return { affiliation, role: ENTERS_AS[affiliation] };
  });

  /** Tells the engine that it is on the screen, so that it says who is there. */
  look(): void {
    // A worker that was replaced meanwhile asks anew when it is told the next time.
    this.#app.api.look(this.address).catch(() => undefined);
  }

  destroy(): void {
    this.#live.destroy();
  }
}
