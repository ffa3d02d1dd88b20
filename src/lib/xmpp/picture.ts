import { decodeBase64, type Bytes } from './base64';

/** The most base64 of one picture that is decoded: a server's frame may be larger, a face need not. */
const MAX_BASE64 = 1024 * 1024;

/** A picture of somebody or something. */
export interface Picture {
  /** What its first bytes say it is, whatever its sender says. */
  type: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  bytes: Bytes;
  /** SHA-1, hexadecimal. */
  hash: string;
}

// The first bytes of what every browser draws and nothing can run in; SVG is not among it.
const SIGNATURES: [Picture['type'], RegExp][] = [
  ['image/png', /^\x89PNG\r\n\x1a\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[^]{4}WEBP/]
];

/** What kind of picture these bytes begin as; `undefined` for anything else. */
export function pictureType(bytes: Uint8Array): Picture['type'] | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 12));
  return SIGNATURES.find(([, signature]) => signature.test(start))?.[0];
}

/** SHA-1 as hexadecimal digits, the name of an avatar (XEP-0084 §4.1, XEP-0153 §4.2). */
export async function sha1Hex(bytes: Bytes): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-1', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Reads base64 that came from somebody; `undefined` when it is too much, broken or no picture. */
export async function readPicture(base64: string): Promise<Picture | undefined> {
  const bytes = base64.length <= MAX_BASE64 ? decodeBase64(base64) : undefined;
  const type = bytes && pictureType(bytes);
  return bytes && type && { type, bytes, hash: await sha1Hex(bytes) };
}
