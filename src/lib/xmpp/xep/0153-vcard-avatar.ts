// XEP-0153: vCard-Based Avatars, 1.1.1, https://xmpp.org/extensions/xep-0153.html
import { child, childText, type Element } from '../xml';

const UPDATE = 'vcard-temp:x:update';

/**
 * The SHA-1 of the sender's picture, hexadecimal (§3.1). `''` says that there is none, `undefined` that the sender does
 * not say: it is not ready to, or a server has nothing to tell (§4.3).
 */
export function parsePhotoHash(presence: Element): string | undefined {
  const update = child(presence, 'x', UPDATE);
  const hash = update && childText(update, 'photo', UPDATE)?.trim().toLowerCase();
  return hash === '' || (hash !== undefined && /^[0-9a-f]{40}$/.test(hash)) ? hash : undefined;
}
