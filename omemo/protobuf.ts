import { concatBytes } from '@noble/hashes/utils.js';

/** A field as it is written: a number up to 2^32 - 1, or bytes. */
export type Field = number | Uint8Array;

/** Writes fields in the order in which they are given. */
export function writeFields(fields: readonly (readonly [number, Field])[]): Uint8Array {
  return concatBytes(
    ...fields.flatMap(([number, value]) =>
      typeof value === 'number'
        ? [varint(number << 3), varint(value)]
        : [varint((number << 3) | 2), varint(value.length), value]
    )
  );
}

/** Reads a message; undefined if it is broken, says a field twice or has a number above 2^32 - 1. */
export function readFields(bytes: Uint8Array): ReadonlyMap<number, Field> | undefined {
  const fields = new Map<number, Field>();
  let at = 0;
  const number = (): number | undefined => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined) return undefined;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value < 2 ** 32 ? value : undefined;
    }
    return undefined;
  };
  while (at < bytes.length) {
    const tag = number();
    const value = number();
    if (tag === undefined || value === undefined || fields.has(tag >>> 3)) return undefined;
    const kind = tag & 7;
    if (kind === 0) fields.set(tag >>> 3, value);
    else if (kind === 2 && at + value <= bytes.length) fields.set(tag >>> 3, bytes.slice(at, (at += value)));
    else return undefined;
  }
  return fields;
}

/** The bytes of a field, of the length that is asked for; undefined if they are not there. */
export function bytesOf(fields: ReadonlyMap<number, Field>, number: number, length?: number): Uint8Array | undefined {
  const value = fields.get(number);
  if (typeof value !== 'object') return undefined;
  return length === undefined || value.length === length ? value : undefined;
}

/** The number in a field; undefined if there is none. */
export function numberOf(fields: ReadonlyMap<number, Field>, number: number): number | undefined {
  const value = fields.get(number);
  return typeof value === 'number' ? value : undefined;
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 0x80; left = Math.floor(left / 0x80)) bytes.push((left % 0x80) | 0x80);
  return Uint8Array.from([...bytes, left]);
}
