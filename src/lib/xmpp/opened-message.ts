import { standalone } from './fragment';
import { el, elements, type Element } from './xml';
import { RECEIPTS } from './xep/0184-receipts';
import { CORRECTION } from './xep/0308-correction';
import { MARKERS } from './xep/0333-markers';
import { SID } from './xep/0359-stanza-ids';
import { STYLING } from './xep/0393-styling';
import { openStanza, parseEnvelope, type Expected } from './xep/0420-sce';
import { FALLBACK, parseFallbacks } from './xep/0428-fallback';
import { REPLY } from './xep/0461-replies';

/** What stands beside an encrypted text of old, since only a text fits inside. Nobody vouches for it. */
const BESIDE: readonly (readonly [name: string, ns: string])[] = [
  ['origin-id', SID],
  ['request', RECEIPTS],
  ['markable', MARKERS],
  ['reply', REPLY],
  ['fallback', FALLBACK],
  ['replace', CORRECTION],
  ['unstyled', STYLING]
];

/** Whether an element stands beside an encrypted text of old. */
export function isBeside(element: Element): boolean {
  return BESIDE.some(([name, ns]) => element.is(name, ns));
}

/** The message with the text that was inside (XEP-0384 0.3 §4.5). */
export function withBody(message: Element, body: string): Element {
  const beside = elements(message).filter((one) => isBeside(one) && (!isFallback(one) || hidesQuote(one, body)));
  return openStanza(message, [...beside, el('body', { xmlns: 'jabber:client' }, body)]);
}

function isFallback(element: Element): boolean {
  return element.is('fallback', FALLBACK);
}

/** Whether it hides nothing but a quote: the server could write one that hides half of what somebody said. */
function hidesQuote(fallback: Element, body: string): boolean {
  const points = [...body];
  return parseFallbacks(el('message', {}, standalone(fallback))).every(
    ({ ranges }) =>
      ranges?.every(([start, end]) => {
        const lines = points.slice(start, end).join('').split('\n');
        return lines.every((line, n) => line.startsWith('>') || (line === '' && n === lines.length - 1));
      }) === true
  );
}

/** The message with the elements that were inside (XEP-0420); `undefined` when they come from others, or were meant for others. */
export function withContent(message: Element, envelope: string, expected: Expected): Element | undefined {
  const opened = parseEnvelope(envelope, expected);
  return opened && openStanza(message, opened.content);
}
