// XEP-0333: Displayed Markers, 1.0.0, https://xmpp.org/extensions/xep-0333.html
import { attr, child, el, type Element } from '../xml';

export const MARKERS = 'urn:xmpp:chat-markers:0';

/** Whether the sender wants to know that the message was seen. */
export function isMarkable(message: Element): boolean {
  return child(message, 'markable', MARKERS) !== undefined;
}

/** The id of the message up to which the other side has seen everything. */
export function parseDisplayed(message: Element): string | undefined {
  const displayed = child(message, 'displayed', MARKERS);
  return (displayed && attr(displayed, 'id')) || undefined;
}

/** Lets the other side tell when the message was seen. */
export function buildMarkable(): Element {
  return el('markable', { xmlns: MARKERS });
}

/** Tells that everything up to the message of that id was seen. */
export function buildDisplayed(id: string): Element {
  return el('displayed', { xmlns: MARKERS, id });
}
