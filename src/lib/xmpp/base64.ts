/** Bytes that stand in one buffer of their own, as WebCrypto wants them. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** A text's UTF-8. */
export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}

/** Bytes as base64 (RFC 4648 §4). */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** The bytes of a base64 text; `undefined` when it is not one. */
export function decodeBase64(text: string): Bytes | undefined {
  const tight = text.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(tight) || tight.length % 4 !== 0) return undefined;
  return Uint8Array.from(atob(tight), (character) => character.charCodeAt(0));
}
