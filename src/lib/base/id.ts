const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * A random id of `length` characters of 6 bits each; 16 (96 bits) can't be guessed by who would answer a request in
 * another's name (RFC 6120 §8.1.3).
 */
export function randomId(length = 16): string {
  let id = '';
  for (const byte of crypto.getRandomValues(new Uint8Array(length))) id += ALPHABET[byte & 63];
  return id;
}
