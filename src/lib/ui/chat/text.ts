import { balanceDirections } from './bidi';
import { tokenise, type Token } from './tokens';

/** How much of a message is shown before it is unfolded, and how much each unfolding adds. */
const FOLD_CHARS = 1_500;
const FOLD_LINES = 30;
const STEP = 12_000;

/** What a bubble draws of its text. */
export interface ShownText {
  tokens: Token[];
  /** More is there than is shown. */
  folded: boolean;
  /** One to three emoji and nothing else. */
  emoji: boolean;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const EMOJI =
  /^(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F\u20E3)/u;
const NO_EMOJI = /[\p{L}\p{Cc}]/u;

/** Whether a text is one to three emoji and nothing else. */
export function isEmojiOnly(text: string): boolean {
  if (text.length > 60 || text.length === 0 || NO_EMOJI.test(text)) return false;
  const parts = Array.from(graphemes.segment(text), ({ segment }) => segment);
  return parts.length <= 3 && parts.every((part) => EMOJI.test(part));
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

const cache = new Map<string, { text: string; steps: number; shown: ShownText }>();
const CACHED = 800;

/** What to draw of a message's text; remembered by the message's id, as rows are drawn again and again. */
export function shownText(id: string, text: string, steps: number): ShownText {
  const known = cache.get(id);
  if (known?.text === text && known.steps === steps) return known.shown;
  const part = foldText(text, steps);
  const folded = part.length < text.length;
  const tokens = tokenise(balanceDirections(part));
  // A link that the fold cuts off leads nowhere.
  const end = tokens.at(-1);
  if (folded && end) tokens[tokens.length - 1] = { text: end.text };
  const shown = { tokens, folded, emoji: isEmojiOnly(text) };
  if (cache.size >= CACHED) cache.clear();
  cache.set(id, { text, steps, shown });
  return shown;
}
