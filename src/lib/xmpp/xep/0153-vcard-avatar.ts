// XEP-0153: vCard-Based Avatars, 1.1.1, https://xmpp.org/extensions/xep-0153.html
import { child, childText, el, type Element } from '../xml';

const UPDATE = 'vcard-temp:x:update';
/** SHA-1 of no bytes: how an item is called that says that there is no picture. */
export const HASH_OF_NOTHING = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';

/**
 * The SHA-1 of the sender's picture, hexadecimal (§3.1). `''` says that there is none, `undefined` that the sender does
 * not say: it is not ready to, or a server has nothing to tell (§4.3).
 */
export function parsePhotoHash(presence: Element): string | undefined {
  const update = child(presence, 'x', UPDATE);
  const hash = update && childText(update, 'photo', UPDATE)?.trim().toLowerCase();
  // Prosody names the newest item of XEP-0084's node, whatever it says.
  if (hash === HASH_OF_NOTHING) return '';
  return hash === '' || (hash !== undefined && /^[0-9a-f]{40}$/.test(hash)) ? hash : undefined;
}

/** Says in a presence which picture is ours, '' that there is none (§3.1). */
export function buildPhotoHash(hash: string): Element {
  return el('x', { xmlns: UPDATE }, el('photo', {}, hash));
}
