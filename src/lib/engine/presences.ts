import type { ParsedPresence } from '../xmpp/presence';
import type { PresenceView } from './api';

/** How many devices of one contact are told apart: whoever names ever new ones must not fill the memory. */
const MOST_DEVICES = 50;

/** Who is there, by bare address, from the devices that said so (RFC 6121 §4). Lives in memory and with the stream. */
export class Presences {
  /** By resource what the device can do, by its short name (XEP-0115). */
  readonly #devices = new Map<string, Map<string, string | undefined>>();
  readonly #views = new Map<string, PresenceView>();

  constructor(
    private readonly live: (presence: Map<string, PresenceView>) => void,
    private readonly now: () => number
  ) {}

  /** One device came or went. */
  handle({ type, from, time, caps }: ParsedPresence): void {
    const slash = from.indexOf('/');
    const address = slash < 0 ? from : from.slice(0, slash);
    const device = slash < 0 ? '' : from.slice(slash + 1);
    const devices = this.#devices.get(address) ?? new Map<string, string | undefined>();
    const wasOnline = devices.size > 0;
    if (type === 'available') {
      if (devices.size < MOST_DEVICES || devices.has(device))
        devices.set(device, caps?.hash === 'sha-1' ? caps.ver : undefined);
    } else if (type === 'unavailable' || type === 'error') {
      if (device) devices.delete(device);
      else devices.clear();
    } else return;
    if (devices.size > 0) this.#devices.set(address, devices);
    else this.#devices.delete(address);
    // The time of an available presence is when it was sent first, which says nothing of when they go.
    if (devices.size > 0) return wasOnline ? undefined : this.#tell(address, { online: true });
    if (type !== 'unavailable') return;
    const lastSeen = time ?? (wasOnline ? this.now() : this.#views.get(address)?.lastSeen);
    this.#tell(address, { online: false, ...(lastSeen !== undefined && { lastSeen }) });
  }

  /** Whether any device of somebody is there. */
  isThere(address: string): boolean {
    return this.#devices.has(address);
  }

  /** The devices of somebody that are there, and what each can do, by its short name. */
  devicesOf(address: string): { jid: string; ver: string | undefined }[] {
    const devices = [...(this.#devices.get(address) ?? [])];
    return devices.map(([device, ver]) => ({ jid: device ? `${address}/${device}` : address, ver }));
  }

  /** When a contact that is away was last there, found out otherwise. */
  setLastSeen(address: string, lastSeen: number): void {
    if (!this.#devices.has(address)) this.#tell(address, { online: false, lastSeen });
  }

  /** Whether anything is known of a contact. */
  knows(address: string): boolean {
    const view = this.#views.get(address);
    return view !== undefined && (view.online || view.lastSeen !== undefined);
  }

  /** Somebody was blocked or removed: the server tells nothing more of them, not even that they go (XEP-0191 §3.3). */
  forget(address: string): void {
    if (this.#devices.delete(address)) this.#tell(address, { online: false });
  }

  /** Nobody is known to be there any more. */
  clear(): void {
    const gone = new Map([...this.#devices.keys()].map((address) => [address, { online: false }] as const));
    this.#devices.clear();
    this.#views.clear();
    if (gone.size > 0) this.live(gone);
  }

  /** The full addresses of who is there, to be kept with a stream that can be resumed. */
  snapshot(): string[] {
    return [...this.#devices].flatMap(([address, devices]) =>
      [...devices.keys()].map((device) => (device ? `${address}/${device}` : address))
    );
  }

  /** Takes a snapshot up again. */
  restore(addresses: string[]): void {
    for (const from of addresses) this.handle({ type: 'available', from, priority: 0 });
  }

  /** Everything that is known. */
  all(): Map<string, PresenceView> {
    return new Map(this.#views);
  }

  #tell(address: string, view: PresenceView): void {
    this.#views.set(address, view);
    this.live(new Map([[address, view]]));
  }
}
