import type { ErrorCode } from '../base/errors';
import { wantsEncryption } from '../store/chats';
import type { Lease } from '../store/write';
import { StanzaError } from '../xmpp/requests';
import type { PubsubEvent } from '../xmpp/xep/0060-pubsub';
import { deviceListNode, readDeviceList } from '../xmpp/xep/0384-nodes';
import type { Element } from '../xmpp/xml';
import type { Context } from './context';
import type { Closed, Encryption } from './encryption';
import type { Incoming } from './incoming';
import type { Gate } from './outgoing';
import type { Sender } from './outbox';
import type { Unsealer } from './unseal';

/** What becomes of a file that goes to a chat. */
export type Covered = { kind: 'plain' | 'sealed' } | { kind: 'refused'; error: ErrorCode };

const VERSIONS = ['omemo:2', 'legacy'] as const;

/** Encryption as the session uses it: loaded when it is first needed, since what connects must be small. */
export class EncryptionLater {
  #loading: Promise<Encryption> | undefined;

  constructor(
    private readonly context: Context,
    private readonly lease: Lease,
    private readonly sender: () => Sender | undefined,
    private readonly trusts: (address: string) => Promise<boolean>,
    /** The bare addresses of who is in a group now. */
    private readonly present: (room: string) => string[],
    private readonly failed: (thrown: unknown) => void
  ) {}

  /** What opens these messages where they are stored; `undefined` when none came encrypted. */
  async unsealer(messages: (Incoming | undefined)[]): Promise<Unsealer | undefined> {
    if (!messages.some((message) => message?.sealed)) return undefined;
    return (await this.#load()).unsealer();
  }

  /** After the commit: what was left to do. */
  settle(unsealer: Unsealer | undefined): void {
    if (!unsealer || (unsealer.owed.answer.length === 0 && !unsealer.owed.usedPreKey)) return;
    this.#later(async (encryption) => encryption.settle(unsealer.owed));
  }

  /** A stream is all set up, or the user turned it on: the device is made known, where the user encrypts. */
  async announce(turnedOn = false): Promise<void> {
    const { db, account } = this.context;
    const [row, own] = await Promise.all([db.get('accounts', account), db.getKey('ownDevices', account)]);
    if (turnedOn || row?.settings?.encrypts === true || own !== undefined)
      this.#later((encryption) => encryption.announce());
  }

  /** Somebody's list of devices changed. False when it is something else. */
  listChanged(address: string, event: PubsubEvent): boolean {
    const version = VERSIONS.find((one) => deviceListNode(one) === event.node);
    if (!version) return false;
    const list = event.emptied ? [] : readDeviceList(event.items, version);
    if (list)
      this.#later((encryption) =>
        encryption.listChanged(
          address,
          version,
          list.map(({ id }) => id)
        )
      );
    return true;
  }

  /** Encrypts what goes to a chat, where that is to be. */
  async close(stanza: Element, chat: string, gate: Gate, sender: Sender, id?: string): Promise<Closed> {
    if (!(await this.#isWanted(chat, gate))) return { kind: 'plain' };
    return (await this.#load()).close(stanza, chat, sender, id);
  }

  /** Whether a file would be encrypted that goes to a chat now. Fails with a {@link StanzaError} without a connection. */
  async covers(chat: string, gate: Gate): Promise<Covered> {
    if (!(await this.#isWanted(chat, gate))) return { kind: 'plain' };
    const sender = this.sender();
    if (!sender) throw new StanzaError('closed');
    const reach = await (await this.#load()).reach(chat, sender);
    return reach.kind === 'able' ? { kind: 'sealed' } : reach;
  }

  async #isWanted(chat: string, gate: Gate): Promise<boolean> {
    const { db, account } = this.context;
    if (gate.kind === 'private') return false;
    const [row, chatRow] = await Promise.all([db.get('accounts', account), db.get('chats', [account, chat])]);
    return wantsEncryption(chatRow, row?.settings);
  }

  #load(): Promise<Encryption> {
    this.#loading ??= import('./encryption').then(
      (loaded) => new loaded.Encryption(this.context, this.lease, this.sender, this.trusts, this.present)
    );
    // The network may be away: the next one tries again.
    this.#loading.catch(() => (this.#loading = undefined));
    return this.#loading;
  }

  /** Resolves when nothing is left to do in the background. */
  idle(): Promise<void> {
    return this.#work;
  }

  /** One after the other, in the background. */
  #later(work: (encryption: Encryption) => Promise<void>): void {
    this.#work = this.#work.then(async () => work(await this.#load())).catch(this.failed);
  }
  #work: Promise<void> = Promise.resolve();
}
