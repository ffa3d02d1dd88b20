import { buildGeoUri } from '../base/geo-uri';
import type { MessageRow } from '../store/messages';
import type { SayTask } from '../store/outbox';
import { buildMessage, type MessageDraft } from '../xmpp/message';
import { cleanText, el, type Child, type Element } from '../xmpp/xml';
import { MUC_USER } from '../xmpp/xep/0045-muc';
import { buildGeoloc } from '../xmpp/xep/0080-geoloc';
import { buildReplace } from '../xmpp/xep/0308-correction';
import { buildUnstyled } from '../xmpp/xep/0393-styling';
import { buildRetraction, RETRACTION } from '../xmpp/xep/0424-retraction';
import { buildFallback } from '../xmpp/xep/0428-fallback';
import { buildReactions } from '../xmpp/xep/0444-reactions';
import { buildReply, REPLY } from '../xmpp/xep/0461-replies';
import { buildLinkMetadata } from '../xmpp/xep/0511-link-metadata';
import { firstText } from './apply-annotation';
import { buildFile } from './file-wire';

/** What servers take in one stanza where they don't say, bytes; 256 kB is usual. A larger one ends every stream it is sent on. */
const LARGEST = 250_000;
/** So much of what is answered is told to who does not know replies, in code points. */
const QUOTED = 300;
/** What who does not know retractions reads (XEP-0424 §3): in the language of the protocol, as nobody knows theirs. */
const TAKEN_BACK = 'This person took back a message, but your app does not know how to do that.';

/** How messages to a chat go now. */
export type Gate = { kind: 'contact' | 'private' } | { kind: 'room'; open: boolean; markable: boolean };

/** A message as it goes out. `answered`: what it answers, where that is here. Its first text, since edits follow it. */
export function buildOutgoing(row: MessageRow, gate: Gate, answered?: MessageRow): Element {
  const { location, preview } = row;
  // Who knows nothing else of places knows the address (RFC 5870).
  const text = location ? buildGeoUri(location) : firstText(row);
  const extra = [location && buildGeoloc(location), preview && buildLinkMetadata(preview)];
  return buildText(row, gate, { id: row.id, text, extra }, answered);
}

/** What is said about a message as it goes out; `undefined` as long as it has no id that others know. */
export function buildSaid(task: SayTask, row: MessageRow, gate: Gate, answered?: MessageRow): Element | undefined {
  const target = targetOf(task, row, gate);
  if (target === undefined) return undefined;
  const common = { to: row.chat, id: task.wire, ...plainShape(gate) };
  switch (task.kind) {
    case 'reaction': {
      const reactions = buildReactions({ id: target, emoji: task.emoji });
      return buildMessage({ ...common, hints: ['store'], extra: [...(common.extra ?? []), reactions] });
    }
    case 'edit':
      return buildText(row, gate, { id: task.wire, text: task.text, extra: [buildReplace(target)] }, answered);
    case 'retraction': {
      const extra = [...(common.extra ?? []), buildRetraction(target), buildFallback(RETRACTION)];
      return buildMessage({ ...common, body: TAKEN_BACK, hints: ['store'], extra });
    }
  }
}

/** By which id others know a message (decision 7, rule 7). */
function targetOf({ kind }: SayTask, { wireId, originId, archiveId }: MessageRow, gate: Gate): string | undefined {
  if (kind === 'edit') return wireId;
  return gate.kind === 'room' ? archiveId : (originId ?? wireId);
}

function buildText(
  row: MessageRow,
  gate: Gate,
  { id, text, extra = [] }: { id: string; text: string; extra?: Child[] },
  answered: MessageRow | undefined
): Element {
  const shape = shapeFor(gate);
  const quote = row.reply && answered ? quoteOf(answered) : '';
  const reply = row.reply && [buildReply(row.reply), quote !== '' && buildFallback(REPLY, [0, [...quote].length])];
  const shared = row.file?.url ? buildFile({ ...row.file, url: row.file.url }, text, [...quote].length) : undefined;
  return buildMessage({
    to: row.chat,
    id,
    body: quote + (shared?.body ?? text),
    ...shape,
    extra: [
      ...(shape.extra ?? []),
      ...(reply ?? []),
      ...(shared?.extra ?? []),
      row.unstyled && buildUnstyled(),
      ...extra
    ]
  });
}

/** What is answered, for who does not know replies (XEP-0461 §3.1). */
function quoteOf({ text, file }: MessageRow): string {
  // As it is read there, so that its length is the same (XML 1.0 §2.11).
  const read = cleanText(text || file?.desc || file?.name || '').replace(/\r\n?/g, '\n');
  const said = [...read.slice(0, QUOTED * 2)].slice(0, QUOTED).join('').trim();
  if (said === '') return '';
  return said
    .split('\n')
    .map((line) => `> ${line}\n`)
    .join('');
}

/** Private messages in a room are marked as such (XEP-0045 §7.5). */
function plainShape(gate: Gate): Partial<MessageDraft> {
  if (gate.kind === 'room') return { type: 'groupchat' };
  return gate.kind === 'private' ? { extra: [el('x', { xmlns: MUC_USER })] } : {};
}

/** What goes along with a text: in rooms nobody is asked for receipts (XEP-0184 §5.3). */
function shapeFor(gate: Gate): Partial<MessageDraft> {
  if (gate.kind === 'room') return { type: 'groupchat', markable: gate.markable };
  return gate.kind === 'private' ? plainShape(gate) : { requestReceipt: true, markable: true };
}

/** Whether a stanza is larger than so many bytes; escapes make a character up to six bytes long. */
export function isLarger(stanza: Element, text: string, bytes = LARGEST): boolean {
  if (text.length * 6 + 80_000 < bytes) return false;
  return new TextEncoder().encode(stanza.toString()).length > bytes;
}
