import { localOf } from '../base/jid';

const REFUSED = /[\p{So}\p{Emoji_Modifier}\p{C}\u20e3\ufe0e\ufe0f]/gu;

/**
 * What rooms call an account: its name without emoji, as Prosody refuses what Unicode 3.2 lacks (RFC 3454 §7), or else
 * the first part of its address.
 */
export function roomNick(account: string, name: string | undefined): string {
  const plain = (name ?? '').replace(REFUSED, '').replace(/\s+/gu, ' ').trim();
  return plain || (localOf(account) ?? account);
}
