// XEP-0454: OMEMO Media sharing, 0.1.0, https://xmpp.org/extensions/xep-0454.html

/** Where an encrypted file is, and what opens it. The key must never go into a request. */
export interface EncryptedFile {
  /** https, without fragment. */
  url: string;
  /** 32 bytes of key and 12 of IV, or 16 of old clients. */
  key: { key: Uint8Array; iv: Uint8Array };
}

/** Authority without user, path and query, and the IV before the key. */
const ADDRESS = /^aesgcm:\/\/([^\s/?#@\\]+(?:[/?][^\s#\\]*)?)#((?:[0-9a-f]{8})?[0-9a-f]{24}[0-9a-f]{64})$/i;
/** What may follow in the next line (§4): far too coarse to be shown, so it is only known as such. */
const THUMBNAIL = /^data:image\/[\w.+-]+[;,]/i;
const KEY_DIGITS = 64;
/** Characters of an address. */
const LONGEST = 4000;

/** Reads the text of a message that is an encrypted file and nothing else (§5); the thumbnail in it is left out. */
export function parseAesgcm(body: string): EncryptedFile | undefined {
  const end = body.indexOf('\n');
  const address = end < 0 ? body : body.slice(0, end);
  const rest = end < 0 ? undefined : body.slice(end + 1);
  if (rest !== undefined && (!THUMBNAIL.test(rest) || /\s/.test(rest))) return undefined;
  const [, place, digits] = (address.length <= LONGEST && ADDRESS.exec(address)) || [];
  if (place === undefined || digits === undefined || !URL.canParse(`https://${place}`)) return undefined;
  const [iv, key] = [digits.slice(0, -KEY_DIGITS), digits.slice(-KEY_DIGITS)];
  return { url: `https://${place}`, key: { iv: fromHex(iv), key: fromHex(key) } };
}

/** The text to send for a file that is at `url` (§3); undefined unless others can read it: https, no user, no fragment. */
export function buildAesgcm({ url, key: { key, iv } }: EncryptedFile): string | undefined {
  if (!url.startsWith('https://')) return undefined;
  const body = `aesgcm://${url.slice('https://'.length)}#${toHex(iv)}${toHex(key)}`;
  return parseAesgcm(body) && body;
}

function fromHex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
