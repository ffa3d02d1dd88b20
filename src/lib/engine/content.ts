import { parseGeoUri } from '../base/geo-uri';
import type { ParsedMessage } from '../xmpp/message';
import { withoutFallbacks } from '../xmpp/xep/0428-fallback';
import { REACTIONS } from '../xmpp/xep/0444-reactions';
import { REPLY } from '../xmpp/xep/0461-replies';
import { FILE_FALLBACKS, readFile } from './file-wire';
import type { Incoming } from './incoming';

/** An id that is longer names nothing. */
const LONGEST_ID = 1_000;
/** What stands in for a sticker is an emoji or a word, in UTF-16 units. */
const LONGEST_DESC = 100;

/** What a message brings, whatever chat it belongs to. */
export type Content = Pick<Incoming, 'text' | 'unstyled' | 'reply' | 'file' | 'preview' | 'location' | 'about'>;

/** Who says it: what reactions are kept under. */
export interface Speaker {
  /** The account for the user's own; a contact's bare address; in a room the occupant id, else `room/nickname`. */
  who: string;
  nick?: string;
  person?: string;
}

/** What a message brings beside its ids; `undefined` parts are not there. `time`: when it was written, milliseconds. */
export function readContent(parsed: ParsedMessage, speaker: Speaker, time: number): Content {
  const message = withoutBadNames(parsed);
  const shared = readShared(message);
  const text = shared ? shared.text : readText(message);
  const about = readAbout(message, speaker, time, text);
  const reply = about ? undefined : readReply(message);
  const location = about ? undefined : readLocation(message, text);
  const preview = about || shared || text === undefined ? undefined : readPreview(message, text);
  const content: Content = {
    // The address of a place is there for who understands nothing else of it.
    ...(text && !(location && parseGeoUri(text.trim())) && { text }),
    ...(message.unstyled && { unstyled: true }),
    ...(reply && { reply }),
    ...(shared && !about && { file: shared.file }),
    ...(preview && { preview }),
    ...(location && { location }),
    ...(about && { about })
  };
  return isNothing(content) ? { ...content, ...whole(parsed) } : content;
}

/** What names no message says nothing about one, and its fallback is for us. */
function withoutBadNames({ reply, reactions, retraction, ...message }: ParsedMessage): ParsedMessage {
  return {
    ...message,
    ...(reply && isName(reply.id) && { reply }),
    ...(reactions && isName(reactions.id) && { reactions }),
    ...(retraction !== undefined && isName(retraction) && { retraction })
  };
}

function isNothing({ text, file, location, about }: Content): boolean {
  return text === undefined && !file && !location && !about;
}

/** Where nothing else is understood, what stands in for it is the message. Of a tombstone nothing is meant to be left. */
function whole({ body, retracted, tombstone }: ParsedMessage): Content {
  return body && !retracted && !tombstone ? { text: body } : {};
}

/** The file that it brings. What replaces a text may be an address, which is no file then. */
function readShared(message: ParsedMessage): ReturnType<typeof readFile> {
  if (message.retraction !== undefined || (message.replaces !== undefined && message.files.length === 0))
    return undefined;
  const shared = readFile(message, readText(message, FILE_FALLBACKS));
  const { sticker } = message;
  if (sticker === undefined || shared?.file.kind !== 'image') return shared;
  // Its text is what stands in for it (XEP-0449 §4.2).
  const desc = (message.files[0]?.metadata.desc ?? message.body)?.trim();
  const { pack, place: packAt } = sticker;
  const isShort = desc && desc.length <= LONGEST_DESC;
  return {
    file: { ...shared.file, kind: 'sticker', pack, ...(packAt && { packAt }), ...(isShort && { desc }) },
    text: ''
  };
}

/** A place that it tells, or that is all it says. */
function readLocation({ geoloc }: ParsedMessage, text: string | undefined): Content['location'] {
  return geoloc ?? (text === undefined ? undefined : parseGeoUri(text.trim()));
}

/** The text without what is only there for who understands less. What a retraction says is nothing else. */
function readText(
  { body, fallbacks, retraction, reply, reactions }: ParsedMessage,
  more: string[] = []
): string | undefined {
  const understood = [...(reply ? [REPLY] : []), ...(reactions ? [REACTIONS] : []), ...more];
  if (body === undefined || retraction !== undefined) return undefined;
  return withoutFallbacks(body, fallbacks, understood) || undefined;
}

/** What is said of a link that stands in the text: of others nobody would know where the picture of it leads. */
function readPreview({ links }: ParsedMessage, text: string): Content['preview'] {
  return links.find(({ url }) => text.includes(url));
}

function readReply({ reply }: ParsedMessage): Content['reply'] {
  return reply;
}

/** What it says about another message (decision 7). Its clock is the archive's, which the commit knows. */
function readAbout(
  { id, retraction, reactions, replaces }: ParsedMessage,
  speaker: Speaker,
  time: number,
  text: string | undefined
): Content['about'] {
  if (retraction !== undefined) return { target: retraction, says: { kind: 'retraction', self: true } };
  if (reactions) {
    const reaction = { ...speaker, emoji: reactions.emoji, stamp: time };
    return { target: reactions.id, says: { kind: 'reaction', reaction } };
  }
  if (replaces === undefined || !isName(replaces) || !id || text === undefined) return undefined;
  return { target: replaces, says: { kind: 'edit', text, wireId: id, time } };
}

function isName(id: string): boolean {
  return id.length > 0 && id.length <= LONGEST_ID;
}
