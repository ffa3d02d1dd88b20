import { randomId } from '../base/id';
import { loadPerson, savePerson } from '../store/people';
import type { Task } from '../store/outbox';
import { write, type Lease } from '../store/write';
import { buildMessage } from '../xmpp/message';
import { buildSubscription } from '../xmpp/presence';
import { removeRosterItem, setRosterItem } from '../xmpp/roster';
import { StanzaError, type Requests } from '../xmpp/requests';
import { block, unblock } from '../xmpp/xep/0191-blocking';
import { buildNick } from '../xmpp/xep/0172-nickname';
import { buildPreauth } from '../xmpp/xep/0379-preauth';
import { ping } from '../xmpp/xep/0199-ping';
import type { Context } from './context';
import { publishDisplayed } from './displayed';
import type { Errand, RoomGates, Sender } from './outbox';
import { tellName } from './own-name';
import type * as ownPacks from './own-packs';
import type { OwnPicture } from './own-picture';
import { roomErrand } from './room-errands';

/** What the errands must know of the account's server. */
export interface ServerFacts {
  /** The account's private nodes are private (SECURITY 9). */
  privateNodes: boolean;
}

/** Does one task of the outbox that is not a message. */
export function errands(
  context: Context,
  lease: Lease,
  facts: () => ServerFacts,
  rooms: RoomGates,
  picture: Pick<OwnPicture, 'publish'>
): Errand {
  return async (task, sender) => {
    switch (task.kind) {
      case 'read':
        return tellRead(context.account, task, sender, facts(), rooms);
      case 'roster-set':
        return setContact(context, task, sender);
      case 'roster-remove':
        return tolerate(['item-not-found'], removeRosterItem(sender, task.address));
      case 'presence':
        return subscribe(context, task, sender);
      case 'nick':
        return tellName(sender, task.name);
      case 'picture':
        return picture.publish(sender);
      case 'pack':
        return publishPack(context, lease, task, sender);
      case 'block':
        return setBlocked(context, lease, task, sender);
      case 'bookmark':
      case 'room-invite':
      case 'room-decline':
        return roomErrand(context, task, sender, { ...facts(), sync: rooms.sync });
    }
  };
}

/** Few have stickers: what uploads them is loaded for the first. */
async function publishPack(...args: Parameters<typeof ownPacks.publishPack>): Promise<void> {
  const { publishPack } = await import('./own-packs');
  await publishPack(...args);
}

/** A condition that says that what was asked for is so already. */
async function tolerate(conditions: string[], asked: Promise<unknown>): Promise<void> {
  try {
    await asked;
  } catch (thrown) {
    if (!(thrown instanceof StanzaError) || !conditions.includes(thrown.condition)) throw thrown;
  }
}

async function tellRead(
  account: string,
  task: Task & { kind: 'read' },
  sender: Sender,
  facts: ServerFacts,
  rooms: RoomGates
): Promise<void> {
  const gate = rooms.gate(task.chat);
  // A room that we are not in hears nothing: who comes back reads on from there anyway.
  if (task.marker && (gate.kind !== 'room' || (gate.open && gate.markable))) {
    const type = task.room ? 'groupchat' : 'chat';
    sender.send(buildMessage({ to: task.chat, type, id: randomId(), displayed: task.marker, hints: ['store'] }));
  }
  if (task.archiveId && facts.privateNodes)
    await publishDisplayed(sender, task.chat, task.archiveId, task.room ? task.chat : account);
  else if (task.marker) await arrived(sender);
}

/** A stanza without an answer has arrived when the server answers what was sent behind it. */
function arrived(requests: Requests): Promise<void> {
  return tolerate(['service-unavailable', 'feature-not-implemented'], ping(requests));
}

async function setContact(context: Context, task: Task & { kind: 'roster-set' }, sender: Sender): Promise<void> {
  const { db, account } = context;
  const person = await db.get('people', [account, task.address]);
  await setRosterItem(sender, { jid: task.address, name: task.name, groups: person?.groups ?? [] });
}

async function subscribe(context: Context, task: Task & { kind: 'presence' }, sender: Sender): Promise<void> {
  const account = await context.db.get('accounts', context.account);
  const nick = task.type === 'subscribe' && account?.name ? buildNick(account.name) : undefined;
  sender.send(buildSubscription(task.type, task.address, nick, task.token ? buildPreauth(task.token) : undefined));
  await arrived(sender);
}

/** A refusal is undone here, so that the screen does not claim what is not so. */
async function setBlocked(
  { db, account, announce }: Context,
  lease: Lease,
  task: Task & { kind: 'block' },
  sender: Sender
): Promise<void> {
  try {
    await (task.blocked ? block(sender, [task.address]) : unblock(sender, [task.address]));
  } catch (thrown) {
    if (thrown instanceof StanzaError && thrown.type !== 'wait' && thrown.condition !== 'closed') {
      await write(db, announce, lease, ['people'], async (tx, topics) => {
        const person = await loadPerson(tx, account, task.address);
        await savePerson(tx, { ...person, blocked: !task.blocked });
        topics.add('people').add(`chat:${task.address}`).add('chats');
      });
    }
    throw thrown;
  }
}
