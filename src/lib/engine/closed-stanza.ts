import { isBeside } from '../xmpp/opened-message';
import { attr, el, elements, text, type Element } from '../xmpp/xml';
import { buildHint, HINTS } from '../xmpp/xep/0334-hints';
import { buildEncryption } from '../xmpp/xep/0380-encryption';
import { buildEncrypted, OMEMO_NS, type EncryptedMessage } from '../xmpp/xep/0384-omemo';
import { buildEnvelope, isOfServers, MAX_PADDING } from '../xmpp/xep/0420-sce';
import { FALLBACK } from '../xmpp/xep/0428-fallback';
import { FILE_SHARING } from '../xmpp/xep/0447-file-sharing';
import { parseAesgcm } from '../xmpp/xep/0454-aesgcm';
import type { Plain } from './seal';
import { randomBytes } from './vault';

/** What is read by who can't open it: in the language of the protocol, as nobody knows theirs. */
const FALLBACK_TEXT = 'This message is encrypted (OMEMO), but your app does not know how to open it.';

/** What of a stanza goes inside, in both forms. Of old only the text fits. */
export function plainOf(stanza: Element, { from, to, now }: { from: string; to: string; now: number }): Plain {
  const inside = elements(stanza).filter((one) => !isOfServers(one));
  const body = inside.find(({ name }) => name === 'body');
  return {
    'omemo:2': buildEnvelope(inside, { from, to, time: now, padding: randomPadding() }),
    ...(body && { legacy: oldText(text(body)).text })
  };
}

/** The text of old. An encrypted file is one there only if its address is all that is said (XEP-0454 §5): a quote before it stays away. */
function oldText(body: string): { text: string; isShorter: boolean } {
  const lines = body.split('\n');
  const last = lines.pop() ?? '';
  const isShorter = lines.length > 0 && lines.every((line) => line.startsWith('> ')) && parseAesgcm(last) !== undefined;
  return { text: isShorter ? last : body, isShorter };
}

/** Whether an element is beside the text of old: what stands in for a file is its text there, and of a quote that is not in it nothing is told. */
function isBesideText(element: Element, body: string): boolean {
  if (!isBeside(element)) return false;
  if (!element.is('fallback', FALLBACK)) return true;
  return attr(element, 'for') !== FILE_SHARING && !oldText(body).isShorter;
}

/** The stanza as it goes out: what is inside is gone from the outside. */
export function closeStanza(stanza: Element, encrypted: EncryptedMessage[]): Element {
  const hasOld = encrypted.some(({ version }) => version === 'legacy');
  const body = stanza.getChildText('body') ?? '';
  const outside = elements(stanza).filter(
    (one) => (isOfServers(one) && one.attrs.xmlns !== HINTS) || (hasOld && isBesideText(one, body))
  );
  return el(
    'message',
    stanza.attrs as Record<string, string>,
    el('body', {}, FALLBACK_TEXT),
    ...outside,
    ...encrypted.map(buildEncrypted),
    buildEncryption(OMEMO_NS[encrypted[0]?.version ?? 'legacy']),
    buildHint('store')
  );
}

function randomPadding(): string {
  const [length = 0] = randomBytes(1);
  return Array.from(randomBytes(length % MAX_PADDING), (one) => (one % 36).toString(36)).join('');
}
