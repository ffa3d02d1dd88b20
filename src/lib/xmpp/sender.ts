import { bareJid, normalJid } from '../base/jid';
import { attr, type Element } from './xml';

/**
 * Whether the user's own account sent a stanza: no `from`, or exactly the own bare address (RFC 6120 §8.1.2.1). An
 * own device's full address is not the account.
 */
export function isFromAccount(stanza: Element, self: string): boolean {
  const from = attr(stanza, 'from');
  return from === undefined || normalJid(from) === self;
}

/** Whether a stanza comes from that entity: its bare address, or the own account when `entity` is `self`. */
export function isFromEntity(stanza: Element, entity: string, self: string): boolean {
  return entity === self ? isFromAccount(stanza, self) : normalJid(attr(stanza, 'from')) === entity;
}

/** The bare address of who sent a stanza; the own account when there is no `from`. */
export function senderOf(stanza: Element, self: string): string | undefined {
  const from = attr(stanza, 'from');
  return from === undefined ? self : bareJid(from);
}
