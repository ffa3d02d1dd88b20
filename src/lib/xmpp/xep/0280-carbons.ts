// XEP-0280: Message Carbons, 1.0.1, https://xmpp.org/extensions/xep-0280.html
import { attr, child, el, type Element } from '../xml';
import type { Requests } from '../requests';
import { isFromAccount, senderOf } from '../sender';
import { parseForwarded } from './0297-forwarding';

export const CARBONS = 'urn:xmpp:carbons:2';

/** A copy of what another own device sent or received. */
export interface Carbon {
  direction: 'sent' | 'received';
  message: Element;
}

/**
 * Reads a copy, from the own account only (§11, CVE-2017-5589). Groupchat is never copied (§6), neither is what its
 * sender marked private (§9), and `sent` means that the user wrote it.
 */
export function parseCarbon(message: Element, self: string): Carbon | undefined {
  if (!isFromAccount(message, self)) return undefined;
  const sent = child(message, 'sent', CARBONS);
  const received = child(message, 'received', CARBONS);
  const wrapper = sent ?? received;
  if (!wrapper || (sent && received)) return undefined;
  const inner = parseForwarded(wrapper)?.message;
  if (!inner || attr(inner, 'type') === 'groupchat' || child(inner, 'private', CARBONS)) return undefined;
  if (sent && senderOf(inner, self) !== self) return undefined;
  return { direction: sent ? 'sent' : 'received', message: inner };
}

/** Whether a message claims to be a copy, true or forged: a forged one is dropped whole, not shown as a message. */
export function isCarbonWrapper(message: Element): boolean {
  return child(message, 'sent', CARBONS) !== undefined || child(message, 'received', CARBONS) !== undefined;
}

/** Asks for copies from now on (§4). */
export async function enableCarbons(requests: Requests): Promise<void> {
  await requests.request('set', undefined, el('enable', { xmlns: CARBONS }));
}

/** Marks a message that other own devices must not get (§9). */
export function buildPrivate(): Element {
  return el('private', { xmlns: CARBONS });
}
