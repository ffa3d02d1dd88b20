// XEP-0446: File metadata element, 0.2.0, https://xmpp.org/extensions/xep-0446.html
import { parseUnsigned } from '../lexical';
import { childText, el, type Element } from '../xml';
import { buildThumbhash, parseThumbhash } from './0264-thumbnails';
import { buildSha256, parseSha256 } from './0300-hashes';

export const FILE_METADATA = 'urn:xmpp:file:metadata:0';

/** What is said of a file (§2); all of it is the sender's to invent. */
export interface FileMetadata {
  name?: string;
  type?: string;
  desc?: string;
  /** Bytes. */
  size?: number;
  /** Pixels. */
  width?: number;
  height?: number;
  /** Milliseconds. */
  length?: number;
  /** SHA-256 in base64. */
  hash?: string;
  /** In base64. */
  thumbhash?: string;
}

function dimensions(file: Element, ns: string): (number | undefined)[] {
  // Before version 0.2 both were one; XEP-0449 §4.1.3 leaves a letter out.
  const both = childText(file, 'dimensions', ns) ?? childText(file, 'dimension', ns);
  const [, wide, high] = /^(\d+)x(\d+)$/.exec(both?.trim() ?? '') ?? [];
  return [childText(file, 'width', ns) ?? wide, childText(file, 'height', ns) ?? high].map(parseUnsigned);
}

/** Reads a `<file/>` whose children are of `ns`: XEP-0385 has the same of another namespace (XEP-0234 §3). */
export function parseMetadata(file: Element, ns = FILE_METADATA): FileMetadata | undefined {
  if (!file.is('file', ns)) return undefined;
  const [width, height] = dimensions(file, ns);
  const fields: FileMetadata = {
    ...{ name: childText(file, 'name', ns)?.trim(), type: childText(file, 'media-type', ns)?.trim().toLowerCase() },
    ...{ desc: childText(file, 'desc', ns)?.trim(), size: parseUnsigned(childText(file, 'size', ns)) },
    ...(width && height ? { width, height } : {}),
    ...{ length: parseUnsigned(childText(file, 'length', ns)) },
    ...{ hash: parseSha256(file), thumbhash: parseThumbhash(file) }
  } as FileMetadata;
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
}

/** Says what is known of a file. */
export function buildMetadata(metadata: FileMetadata): Element {
  const { name, type, desc, size, width, height, length, hash, thumbhash } = metadata;
  const field = (key: string, value: string | number | undefined) => value !== undefined && el(key, {}, String(value));
  return el(
    'file',
    { xmlns: FILE_METADATA },
    field('media-type', type),
    field('name', name),
    field('desc', desc),
    field('size', size),
    field('width', width),
    field('height', height),
    field('length', length),
    hash !== undefined && buildSha256(hash),
    thumbhash !== undefined && buildThumbhash(thumbhash)
  );
}
