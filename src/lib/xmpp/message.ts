import { bareJid, bareOf, domainOf, normalJid } from '../base/jid';
import { attr, childText, children, el, text, type Child, type Element } from './xml';
import { withBody, withContent } from './opened-message';
import { parseStanzaError, type StanzaError } from './requests';
import { parseMucUser, type MucUser } from './xep/0045-muc';
import { parseEvent, type PubsubEvent } from './xep/0060-pubsub';
import { parseOob, type OutOfBand } from './xep/0066-oob';
import { parseGeoloc, type Geoloc } from './xep/0080-geoloc';
import { buildChatState, parseChatState, type ChatState } from './xep/0085-chat-states';
import { parseNick } from './xep/0172-nickname';
import { buildReceipt, buildReceiptRequest, hasReceiptRequest, parseReceipt } from './xep/0184-receipts';
import { parseDelay, type Delay } from './xep/0203-delay';
import { parseInvitation, type Invitation } from './xep/0249-invitation';
import { parseReplace } from './xep/0308-correction';
import { buildDisplayed, buildMarkable, isMarkable, parseDisplayed } from './xep/0333-markers';
import { buildHint, parseHints, type Hint } from './xep/0334-hints';
import { buildOriginId, parseOriginId, parseStanzaId } from './xep/0359-stanza-ids';
import { parseMentions } from './xep/0372-references';
import { parseSharedMedia } from './xep/0385-media-sharing';
import { isEncrypted, parseBoth, type EncryptedMessage } from './xep/0384-omemo';
import { isUnstyled } from './xep/0393-styling';
import { parseOccupantId } from './xep/0421-occupant-id';
import { isRetracted, parseRetraction } from './xep/0424-retraction';
import { parseModeration, parseTombstone, type Moderation, type Moderator } from './xep/0425-moderation';
import { parseFallbacks, type Fallback } from './xep/0428-fallback';
import { parseReactions, type Reactions } from './xep/0444-reactions';
import { parseSharedFiles, type SharedFile } from './xep/0447-file-sharing';
import { parseSticker, type StickerMark } from './xep/0449-stickers';
import { parseReply, type Reply } from './xep/0461-replies';
import { parseLinkMetadata, type LinkMetadata } from './xep/0511-link-metadata';

const CLIENT = 'jabber:client';
const TYPES = ['chat', 'error', 'groupchat', 'headline', 'normal'] as const;

/** What a message is for (RFC 6121 §5.2.2). */
export type MessageType = (typeof TYPES)[number];

/** What must be known to read a message safely. */
export interface MessageContext {
  /** The own bare address. */
  self: string;
  /** The own account announces `urn:xmpp:sid:0`, so its stanza-ids are true (XEP-0359 §4). */
  trustedStanzaIds: boolean;
  /** The room whose groupchat this may be, bare, when its stanza-ids are true (XEP-0359 §4, XEP-0313 §3.5). */
  room?: string;
}

/** What came encrypted. */
export interface SealedMessage extends EncryptedMessage {
  open(inner: string, sender: string): ParsedMessage | undefined;
  /** The same in its older form. */
  other?: SealedMessage;
  /** It says that it is encrypted, and can't even be read as that. */
  malformed?: true;
}

/** Everything that Kith understands of a message. It says nothing about whether the sender may say so. */
export interface ParsedMessage {
  type: MessageType;
  /** Normalised; the own account when the stanza names nobody. */
  from: string;
  /** Normalised; the own account when the stanza names nobody. */
  to: string;
  id?: string;
  /** All of it, with what is a fallback. */
  body?: string;
  subject?: string;
  thread?: string;
  /** Chosen by the sender. */
  originId?: string;
  /** Given by the own account's archive, or by the room's in its groupchat. */
  stanzaId?: string;
  /** Who wrote it in a room, whatever the name: true only where the room announces XEP-0421. */
  occupantId?: string;
  wantsReceipt: boolean;
  /** Id of the message whose arrival is told. */
  receipt?: string;
  markable: boolean;
  /** Id of the message up to which the other side has seen everything. */
  displayed?: string;
  chatState?: ChatState;
  /** As the own account or server states it, or the room of a groupchat message. */
  delay?: Delay;
  /** What a room says in it: true only of a message that the room itself sent. */
  mucUser?: MucUser;
  invitation?: Invitation;
  /** Addresses that are named in it (XEP-0372). */
  mentions: string[];
  /** The message that it answers. */
  reply?: Reply;
  /** Id of the message whose text this one replaces. */
  replaces?: string;
  /** Somebody's reactions to a message. */
  reactions?: Reactions;
  /** Id of the message that its author takes back. */
  retraction?: string;
  /** Nothing is left of this one, since its author took it back. */
  retracted: boolean;
  /** Files that it brings (XEP-0447, XEP-0385). */
  files: SharedFile[];
  /** Addresses beside the body. */
  oob: OutOfBand[];
  /** What of the body is only there for who does not understand the rest. */
  fallbacks: Fallback[];
  /** A moderator took a message away: true only from the bare room. */
  moderation?: Moderation;
  /** Nothing is left of this one, since a moderator took it away. */
  tombstone?: Moderator;
  /** A change in a node of the own account. */
  ownEvent?: PubsubEvent;
  /** A change in a node of whoever sent this: about nobody else. */
  contactEvent?: PubsubEvent;
  hints: Hint[];
  nick?: string;
  /** A place that it tells (XEP-0080). */
  geoloc?: Geoloc;
  /** Its file is a sticker (XEP-0449). */
  sticker?: StickerMark;
  /** What is said of links in it. */
  links: LinkMetadata[];
  /** Its text is to be shown as it is (XEP-0393). */
  unstyled?: true;
  /** It came encrypted: what stands beside that is only for who can't open it. `open` takes what was inside,
   * and the bare address of who encrypted it. */
  sealed?: SealedMessage;
  /** Set exactly when `type` is `error`. */
  error?: StanzaError;
}

/** The body in the message's own language: without `xml:lang`, or with the same, else the first (RFC 6121 §5.2.3). */
function parseBody(message: Element): string | undefined {
  const bodies = children(message, 'body', CLIENT);
  const lang = attr(message, 'xml:lang');
  const own = bodies.find((body) => {
    const bodyLang = attr(body, 'xml:lang');
    return bodyLang === undefined || bodyLang === lang;
  });
  const body = own ?? bodies[0];
  return body && text(body);
}

const address = (stanza: Element, name: 'from' | 'to', self: string): string | undefined => {
  const value = attr(stanza, name);
  return value === undefined ? self : normalJid(value);
};

/** Leaves out what is absent, so that a field is either there with a value or not there at all. */
function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

function readStanzaId(message: Element, groupchat: string | undefined, context: MessageContext): string | undefined {
  // The own archive's id of a group's message is none of the group's archive.
  if (groupchat !== undefined) return groupchat === context.room ? parseStanzaId(message, groupchat) : undefined;
  return context.trustedStanzaIds ? parseStanzaId(message, context.self) : undefined;
}

/** Reads a message; `undefined` when it is none, or its addresses are not addresses. */
export function parseMessage(message: Element, context: MessageContext): ParsedMessage | undefined {
  const { self } = context;
  const from = address(message, 'from', self);
  const to = address(message, 'to', self);
  if (!message.is('message', CLIENT) || !from || !to) return undefined;
  const type = TYPES.find((t) => t === attr(message, 'type')) ?? 'normal';
  const groupchat = type === 'groupchat' ? bareJid(from) : undefined;
  return {
    type,
    from,
    to,
    wantsReceipt: hasReceiptRequest(message),
    markable: isMarkable(message),
    hints: parseHints(message),
    mentions: parseMentions(message),
    retracted: isRetracted(message),
    fallbacks: parseFallbacks(message),
    files: [...parseSharedFiles(message), ...parseSharedMedia(message)],
    oob: parseOob(message),
    links: parseLinkMetadata(message),
    ...present({
      id: attr(message, 'id') || undefined,
      body: parseBody(message),
      subject: childText(message, 'subject', CLIENT),
      thread: childText(message, 'thread', CLIENT),
      originId: parseOriginId(message),
      stanzaId: readStanzaId(message, groupchat, context),
      occupantId: parseOccupantId(message),
      receipt: parseReceipt(message),
      displayed: parseDisplayed(message),
      chatState: parseChatState(message),
      delay: parseDelay(message, [self, domainOf(self), groupchat ?? self]),
      mucUser: parseMucUser(message),
      invitation: parseInvitation(message),
      reply: parseReply(message),
      replaces: parseReplace(message),
      reactions: parseReactions(message),
      retraction: parseRetraction(message),
      moderation: parseModeration(message),
      tombstone: parseTombstone(message),
      ownEvent: parseEvent(message, self, self),
      contactEvent: from === self ? undefined : parseEvent(message, from, self),
      nick: parseNick(message),
      geoloc: parseGeoloc(message),
      sticker: parseSticker(message),
      unstyled: isUnstyled(message) ? (true as const) : undefined,
      sealed: type === 'error' ? undefined : readSealed(message, from, to, context),
      error: type === 'error' ? parseStanzaError(message) : undefined
    })
  };
}

const NOTHING_TO_OPEN = {
  version: 'legacy',
  sid: 0,
  keys: [] as EncryptedMessage['keys'],
  payload: new Uint8Array(0),
  malformed: true
} as const;

function readSealed(message: Element, from: string, to: string, context: MessageContext): ParsedMessage['sealed'] {
  if (!isEncrypted(message)) return undefined;
  const isGroup = attr(message, 'type') === 'groupchat';
  const read = (opened: Element | undefined): ParsedMessage | undefined => opened && parseMessage(opened, context);
  const [best, older] = parseBoth(message).map((encrypted): SealedMessage => {
    const expected = (sender: string) => ({ from: sender, to: bareOf(isGroup ? from : to), isGroup });
    const open: SealedMessage['open'] = (inner, sender) =>
      read(encrypted.version === 'legacy' ? withBody(message, inner) : withContent(message, inner, expected(sender)));
    return { ...encrypted, open };
  });
  if (!best) return { ...NOTHING_TO_OPEN, open: () => undefined };
  return { ...best, ...(older && { other: older }) };
}

/** What a message of ours says. */
export interface MessageDraft {
  to: string;
  id: string;
  type?: MessageType;
  body?: string;
  thread?: string;
  /** States `id` as the origin id too, so that the own archive and other devices know it again (XEP-0359 §2.2). */
  originId?: boolean;
  requestReceipt?: boolean;
  markable?: boolean;
  /** Id of the message whose arrival is told. */
  receipt?: string;
  /** Id of the message up to which everything was seen. */
  displayed?: string;
  chatState?: ChatState;
  hints?: Hint[];
  /** A nickname, a delay or anything else that is built elsewhere. */
  extra?: Child[];
}

/** Writes a message. */
export function buildMessage(draft: MessageDraft): Element {
  return el(
    'message',
    { to: draft.to, type: draft.type ?? 'chat', id: draft.id },
    draft.body !== undefined && el('body', {}, draft.body),
    draft.thread !== undefined && el('thread', {}, draft.thread),
    draft.requestReceipt && buildReceiptRequest(),
    draft.markable && buildMarkable(),
    draft.originId && buildOriginId(draft.id),
    draft.receipt !== undefined && buildReceipt(draft.receipt),
    draft.displayed !== undefined && buildDisplayed(draft.displayed),
    draft.chatState && buildChatState(draft.chatState),
    ...(draft.hints ?? []).map(buildHint),
    ...(draft.extra ?? [])
  );
}
