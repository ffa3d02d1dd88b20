// XEP-0444: Message Reactions, 0.2.1, https://xmpp.org/extensions/xep-0444.html
import { parseUnsigned } from '../lexical';
import { attr, children, el, text, type Element } from '../xml';
import { formType, formValue } from './0004-data-forms';
import type { DiscoInfo } from './0030-disco';

export const REACTIONS = 'urn:xmpp:reactions:0';
const RESTRICTIONS = `${REACTIONS}:restrictions`;
/** Of what is allowed so many are shown. */
const MOST_ALLOWED = 500;
/** So many of one person are shown; a message may hold thousands. */
const MOST = 20;
/** In UTF-16 units: the longest emoji are families and flags of regions, below 35. */
const LONGEST = 40;

/** All reactions of one person to one message (§3). */
export interface Reactions {
  /** Names the message: in a room by the room's stanza-id (§4.2). */
  id: string;
  /** Each once; none takes all back. */
  emoji: string[];
}

/** Which reactions somebody takes (§2.2); what is absent is free. */
export interface ReactionRules {
  /** From one person to one message. */
  most?: number;
  /** Each once, as they are to be written. */
  allowed?: string[];
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Whether a text is one emoji (§4, UTS #51). */
export function isEmoji(value: string): boolean {
  if (value.length === 0 || value.length > LONGEST) return false;
  if (!/\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(value)) return false;
  return [...segmenter.segment(value)].length === 1;
}

/** Reads somebody's reactions; what is no emoji is left out. Two of them in a message are an error (§4), so neither counts. */
export function parseReactions(message: Element): Reactions | undefined {
  const [reactions, ...others] = children(message, 'reactions', REACTIONS);
  const id = reactions && attr(reactions, 'id');
  if (!reactions || others.length > 0 || !id) return undefined;
  const emoji = new Set<string>();
  for (const reaction of children(reactions, 'reaction', REACTIONS)) {
    const value = text(reaction).trim();
    if (isEmoji(value)) emoji.add(value);
    if (emoji.size === MOST) break;
  }
  return { id, emoji: [...emoji] };
}

/** What an entity says of the reactions that it takes; `undefined`: all. Where nothing that is allowed is an emoji, none is. */
export function readReactionRules({ forms }: Pick<DiscoInfo, 'forms'>): ReactionRules | undefined {
  const form = forms.find((one) => formType(one) === RESTRICTIONS);
  const most = form && parseUnsigned(formValue(form, 'max_reactions_per_user'));
  const list = form?.fields.find(({ name }) => name === 'allowlist')?.values;
  const allowed = list && [...new Set(list.map((one) => one.trim()).filter(isEmoji))].slice(0, MOST_ALLOWED);
  if (most === undefined && !allowed) return undefined;
  return { ...(most !== undefined && { most }), ...(allowed && { allowed }) };
}

/** Sets the own reactions to a message. */
export function buildReactions({ id, emoji }: Reactions): Element {
  return el('reactions', { xmlns: REACTIONS, id }, ...emoji.map((one) => el('reaction', {}, one)));
}
