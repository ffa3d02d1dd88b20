// XEP-0184: Message Delivery Receipts, 1.4.0, https://xmpp.org/extensions/xep-0184.html
import { attr, child, el, type Element } from '../xml';

export const RECEIPTS = 'urn:xmpp:receipts';

/** Whether the sender wants to know that the message arrived (§7). */
export function hasReceiptRequest(message: Element): boolean {
  return child(message, 'request', RECEIPTS) !== undefined;
}

/** The id of the message whose arrival is told (§7). */
export function parseReceipt(message: Element): string | undefined {
  const received = child(message, 'received', RECEIPTS);
  return (received && attr(received, 'id')) || undefined;
}

/** Asks for a receipt. */
export function buildReceiptRequest(): Element {
  return el('request', { xmlns: RECEIPTS });
}

/** Tells that the message of that id arrived. */
export function buildReceipt(id: string): Element {
  return el('received', { xmlns: RECEIPTS, id });
}
