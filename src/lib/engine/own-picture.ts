import { changeAccount } from '../store/account';
import type { AvatarRow } from '../store/avatars';
import { under } from '../store/schema';
import { write, type Lease } from '../store/write';
import { CAPS_NODE, OWN_INFO } from '../xmpp/features';
import { buildAvailable } from '../xmpp/presence';
import { isRefusal, StanzaError, type Requests } from '../xmpp/requests';
import type { Element } from '../xmpp/xml';
import { changeOwnVcard } from '../xmpp/xep/0054-vcard';
import { configureNode, publish, type NodeOptions } from '../xmpp/xep/0060-pubsub';
import { AVATAR_DATA, AVATAR_METADATA, buildAvatarData, buildAvatarMetadata } from '../xmpp/xep/0084-avatar';
import { buildCaps, computeVer } from '../xmpp/xep/0115-caps';
import { buildPhotoHash, HASH_OF_NOTHING } from '../xmpp/xep/0153-vcard-avatar';
import type { Context } from './context';
import type { Sender } from './outbox';

/** Whoever is in a group with us may see us, contact or not. */
const FOR_ALL: NodeOptions = [['access_model', 'open']];

/** The user's own picture: what the server holds of it, and what their presence says (XEP-0084, XEP-0153, XEP-0398). */
export class OwnPicture {
  /** The server adds the picture's hash to our presence. */
  #isAdded: boolean | undefined;
  #hash: string | undefined;

  constructor(
    private readonly context: Context,
    private readonly lease: Lease,
    /** Sends a presence again to the groups that we are in. */
    private readonly tellRooms: () => void
  ) {}

  /** Reads what is known before the server has said anything. */
  async load(): Promise<void> {
    const { db, account } = this.context;
    const [row, picture] = await Promise.all([db.get('accounts', account), db.get('avatars', [account, account])]);
    this.#isAdded = row?.addsPicture;
    this.#hash = picture && !picture.refused ? (picture.wanted ?? picture.hash) : undefined;
  }

  /** What the server can do. */
  async learn(isAdded: boolean): Promise<void> {
    if (this.#isAdded === isAdded) return;
    this.#isAdded = isAdded;
    const { db, account, announce } = this.context;
    await write(db, announce, this.lease, ['accounts'], async (tx) => {
      await changeAccount(tx, account, { addsPicture: isAdded });
    });
  }

  /** What goes along with each presence of ours, where the server does not add it by itself. */
  get mark(): Element[] {
    return this.#isAdded === false && this.#hash !== undefined ? [buildPhotoHash(this.#hash)] : [];
  }

  /** Publishes what the row says, and has the presence told again with it: servers don't do that by themselves. */
  async publish(sender: Sender): Promise<void> {
    const { db, account } = this.context;
    const row = await db.get('avatars', [account, account]);
    if (!row) return;
    try {
      await publishPicture(sender, row);
      if (this.#isAdded === false) await changeOwnVcard(sender, { photo: photoOf(row) ?? 'none' });
    } catch (thrown) {
      if (isRefusal(thrown) && thrown.type !== 'wait') await this.#refused(row);
      throw thrown;
    }
    await this.#changed(row.hash, sender);
  }

  /** The user is told, unless they chose another one meanwhile. */
  async #refused({ account, hash }: AvatarRow): Promise<void> {
    const { db, announce } = this.context;
    await write(db, announce, this.lease, ['avatars'], async (tx, topics) => {
      const row = await tx.objectStore('avatars').get([account, account]);
      if (row?.hash !== hash) return;
      await tx.objectStore('avatars').put({ ...row, refused: true });
      topics.add(`avatar:${account}`);
    });
  }

  /** Another own device has changed it. */
  async followed(hash: string, sender: Pick<Sender, 'send'>): Promise<void> {
    if (this.#hash === hash) return;
    const { db, account } = this.context;
    const waiting = await db.getAll('outbox', under(account));
    if (!waiting.some(({ task }) => task.kind === 'picture')) await this.#changed(hash, sender);
  }

  async #changed(hash: string, sender: Pick<Sender, 'send'>): Promise<void> {
    this.#hash = hash;
    const caps = buildCaps(CAPS_NODE, await computeVer(OWN_INFO));
    sender.send(buildAvailable({ extra: [caps, ...this.mark] }));
    this.tellRooms();
  }
}

function photoOf({ bytes, type }: AvatarRow) {
  const known = (['image/png', 'image/jpeg', 'image/webp'] as const).find((one) => one === type);
  return bytes && known && { bytes, type: known };
}

async function publishPicture(requests: Requests, row: AvatarRow): Promise<void> {
  const { hash, side } = row;
  const photo = photoOf(row);
  if (!photo) return publishForAll(requests, AVATAR_METADATA, HASH_OF_NOTHING, () => buildAvatarMetadata(undefined));
  const { bytes, type } = photo;
  const size = side ? { width: side, height: side } : {};
  await publishForAll(requests, AVATAR_DATA, hash, () => buildAvatarData(bytes));
  await publishForAll(requests, AVATAR_METADATA, hash, () =>
    buildAvatarMetadata({ id: hash, type, bytes: bytes.length, ...size })
  );
}

/** A node that is there with other settings is opened first; where that can't be done, the picture is for contacts. */
async function publishForAll(requests: Requests, node: string, id: string, payload: () => Element): Promise<void> {
  try {
    await publish(requests, node, id, payload(), FOR_ALL);
  } catch (thrown) {
    if (!isAboutOptions(thrown)) throw thrown;
    await configureNode(requests, node, FOR_ALL).catch((refused: unknown) => {
      if (!isAboutOptions(refused)) throw refused;
    });
    await publish(requests, node, id, payload());
  }
}

function isAboutOptions(thrown: unknown): boolean {
  if (!(thrown instanceof StanzaError)) return false;
  return ['conflict', 'bad-request', 'not-acceptable', 'resource-constraint', 'forbidden'].includes(thrown.condition);
}
