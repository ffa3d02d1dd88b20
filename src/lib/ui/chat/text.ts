// XEP-0245: The /me Command, 1.0, https://xmpp.org/extensions/xep-0245.html
import { balanceDirections } from './bidi';
import { parsePlain, parseStyling, plainText, withoutLastLink, type Block } from './styling';

/** How much of a message is shown before it is unfolded, and how much each unfolding adds. */
const FOLD_CHARS = 1_500;
const FOLD_LINES = 30;
const STEP = 12_000;
/** How much of a text its preview is made of. */
const PREVIEW = 200;

/** What a bubble draws of its text. */
export interface ShownText {
  blocks: Block[];
  /** It tells what its writer does: their name goes before it (XEP-0245). */
  action: boolean;
  /** More is there than is shown. */
  folded: boolean;
  /** One to three emoji and nothing else. */
  emoji: boolean;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const EMOJI =
  /^(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F|\p{Emoji_Modifier_Base}\p{Emoji_Modifier}|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F\u20E3)/u;
const NO_EMOJI = /[\p{L}\p{Cc}]/u;

/** Whether a text is one to three emoji and nothing else. */
export function isEmojiOnly(text: string): boolean {
  if (text.length > 60 || text.length === 0 || NO_EMOJI.test(text)) return false;
  const parts = Array.from(graphemes.segment(text), ({ segment }) => segment).filter((part) => part !== ' ');
  return parts.length > 0 && parts.length <= 3 && parts.every((part) => EMOJI.test(part));
}

/** The beginning of a text that is shown when it was unfolded `steps` times (SECURITY 16: capped on the screen). */
export function foldText(text: string, steps: number): string {
  const chars = FOLD_CHARS + steps * STEP;
  let end = text.length > chars ? chars : text.length;
  if (steps === 0) {
    let at = -1;
    for (let line = 0; line < FOLD_LINES; line++) {
      at = text.indexOf('\n', at + 1);
      if (at < 0) break;
    }
    if (at >= 0 && at < end) end = at;
  }
  const splitsPair = end < text.length && (text.charCodeAt(end) & 0xfc00) === 0xdc00;
  return text.slice(0, splitsPair ? end - 1 : end);
}

/** What somebody says that they do, without the word that says so (XEP-0245 §2); `undefined` for what is simply said. */
export function actionOf(text: string): string | undefined {
  return /^\/me \s*\S/.test(text) ? text.slice(4) : undefined;
}

/** The beginning of a text on one line and without marks, with the name of who writes it where it is an action. */
export function previewOf(text: string, name: string): string {
  const part = text.slice(0, PREVIEW);
  const action = actionOf(part);
  const said = plainText(parseStyling(action ?? part));
  return action === undefined ? said : `* ${name} ${said}`;
}

const cache = new Map<string, { text: string; steps: number; shown: ShownText }>();
const CACHED = 800;

/**
 * What to draw of a message's text; remembered by the message's id, as rows are drawn again and again. `unstyled`: its sender
 * wants it as it is (XEP-0393 §7).
 */
export function shownText(id: string, text: string, steps: number, unstyled = false): ShownText {
  const known = cache.get(id);
  if (known?.text === text && known.steps === steps) return known.shown;
  const part = foldText(text, steps);
  const folded = part.length < text.length;
  const balanced = balanceDirections(part);
  const action = actionOf(balanced);
  const blocks = (unstyled ? parsePlain : parseStyling)(action ?? balanced);
  const shown = {
    blocks: folded ? withoutLastLink(blocks) : blocks,
    action: action !== undefined,
    folded,
    emoji: isEmojiOnly(text)
  };
  if (cache.size >= CACHED) cache.clear();
  cache.set(id, { text, steps, shown });
  return shown;
}
