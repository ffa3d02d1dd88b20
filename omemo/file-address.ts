import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { FileKey } from './file-cipher';

/** Where an encrypted file is, and what opens it. The key must never go into a request. */
export interface FileAddress {
  /** https, without fragment. */
  readonly url: string;
  readonly key: FileKey;
}

/** Authority without user, path and query, and 12 or (old clients) 16 bytes of IV before 32 of key. */
const ADDRESS = /^aesgcm:\/\/([^\s/?#@\\]+(?:[/?][^\s#\\]*)?)#((?:[0-9a-f]{8})?[0-9a-f]{24}[0-9a-f]{64})$/i;
const KEY_DIGITS = 64;
const MAX_LENGTH = 4000;

/** Reads an `aesgcm:` address (XEP-0454 §3), and only a whole one; undefined for anything else. */
export function parseFileAddress(text: string): FileAddress | undefined {
  const match = text.length > MAX_LENGTH ? null : ADDRESS.exec(text);
  const [, place, digits] = match ?? [];
  if (place === undefined || digits === undefined || !URL.canParse(`https://${place}`)) return undefined;
  return {
    url: `https://${place}`,
    key: { iv: hexToBytes(digits.slice(0, -KEY_DIGITS)), key: hexToBytes(digits.slice(-KEY_DIGITS)) }
  };
}

/** The address to send for a file that is at `url`; undefined unless it can be read again: https, no user, no fragment. */
export function buildFileAddress({ url, key }: FileAddress): string | undefined {
  if (!url.startsWith('https://')) return undefined;
  const text = `aesgcm://${url.slice('https://'.length)}#${bytesToHex(key.iv)}${bytesToHex(key.key)}`;
  return parseFileAddress(text) && text;
}
