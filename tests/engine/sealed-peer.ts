import type { Version } from '../../omemo';
import type { Sender } from '../../src/lib/engine/outbox';
import { StanzaError } from '../../src/lib/xmpp/requests';
import { attr, el, elements, type Element } from '../../src/lib/xmpp/xml';
import { buildBundle, buildDeviceList } from '../../src/lib/xmpp/xep/0384-devices';
import { bundleItem, bundleNode, deviceListNode } from '../../src/lib/xmpp/xep/0384-nodes';
import { buildEncrypted, parseEncrypted, type EncryptedMessage } from '../../src/lib/xmpp/xep/0384-omemo';
import { buildEnvelope } from '../../src/lib/xmpp/xep/0420-sce';
import { OmemoDevice } from '../support/omemo-device';
import { JULIET, ROMEO } from './memory-account';

const PUBSUB = 'http://jabber.org/protocol/pubsub';

/** What servers keep in everybody's nodes, and what was sent; it answers at once. */
export class NodeServer implements Sender {
  readonly self = ROMEO;
  readonly managed = true;
  readonly sent: Element[] = [];
  /** By owner, node and item. */
  readonly nodes = new Map<string, Map<string, Element>>();
  /** How often something was asked for or published, by node. */
  readonly asked = new Map<string, number>();
  refusal: string | undefined;

  /** `Refusal`: how what asks knows refusals, where that was loaded apart. */
  constructor(private readonly Refusal: typeof StanzaError = StanzaError) {}

  send(stanza: Element): number {
    return this.sent.push(stanza);
  }

  async request(_type: 'get' | 'set', to: string | undefined, payload: Element): Promise<Element> {
    const [what] = elements(payload);
    const node = (what && attr(what, 'node')) ?? '';
    this.asked.set(node, (this.asked.get(node) ?? 0) + 1);
    if (this.refusal) throw new this.Refusal(this.refusal, 'cancel');
    const key = `${to ?? ROMEO} ${node}`;
    if (what?.name === 'publish') {
      for (const item of elements(what)) this.keep(to ?? ROMEO, node, attr(item, 'id') ?? '', elements(item)[0]!);
      return el('iq', {});
    }
    const items = this.nodes.get(key);
    if (!items) throw new this.Refusal('item-not-found', 'cancel');
    const found = [...items].map(([id, content]) => el('item', { id }, content));
    return el('iq', {}, el('pubsub', { xmlns: PUBSUB }, el('items', { node }, ...found)));
  }

  keep(owner: string, node: string, id: string, content: Element): void {
    const key = `${owner} ${node}`;
    this.nodes.set(key, (this.nodes.get(key) ?? new Map<string, Element>()).set(id, content));
  }

  /** The devices that somebody lists. */
  list(owner: string, version: Version, ids: number[]): void {
    const list = buildDeviceList(
      ids.map((id) => ({ id })),
      version
    );
    this.keep(owner, deviceListNode(version), 'current', list);
  }
}

/** A device of Juliet's, which writes to Romeo by hand. */
export class Peer {
  readonly device: OmemoDevice;

  constructor(
    readonly version: Version,
    readonly id: number,
    seed = id,
    readonly address = JULIET
  ) {
    this.device = new OmemoDevice(version, seed);
  }

  /** Its bundle is there for everybody. */
  publish(server: NodeServer): void {
    const { version, id, address } = this;
    server.keep(address, bundleNode(version, id), bundleItem(version, id), buildBundle(this.device.bundle()));
  }

  /** What goes into a stanza, for Romeo's device. */
  seal(rid: number, text: string | undefined, from = this.address): EncryptedMessage {
    const { version, id: sid, device } = this;
    const inside = [el('body', { xmlns: 'jabber:client' }, text ?? '')];
    const plain = version === 'legacy' ? text : buildEnvelope(inside, { from, to: ROMEO, time: 0, padding: '' });
    const { wire, isPreKey, ...sealed } = device.sendSealed(text === undefined ? undefined : plain);
    return { version, sid, keys: [{ rid, jid: ROMEO, isPreKey, data: wire }], ...sealed };
  }

  /** What one of Romeo's stanzas says. */
  read(stanza: Element): string {
    const encrypted = parseEncrypted(stanza);
    const key = encrypted?.keys.find(({ rid }) => rid === this.id);
    if (!encrypted || !key) return 'not for it';
    const { payload, iv } = encrypted;
    const opened = this.device.receiveSealed({
      ...{ wire: key.data, isPreKey: key.isPreKey },
      ...(payload && { payload }),
      ...(iv && { iv })
    });
    return 'error' in opened ? opened.error : (opened.text ?? 'nothing');
  }
}

let ids = 0;

/** A stanza of somebody's to Romeo, with these parts. */
export function stanzaOf(from: string, ...parts: (EncryptedMessage | Element)[]): Element {
  return el(
    'message',
    { xmlns: 'jabber:client', from: `${from}/phone`, to: ROMEO, type: 'chat', id: `in-${++ids}` },
    el('body', { xmlns: 'jabber:client' }, 'This is encrypted.'),
    ...parts.map((part) => ('version' in part ? buildEncrypted(part) : part))
  );
}
