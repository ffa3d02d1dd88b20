const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** SHA-1 (RFC 3174), synchronous because a colour must be there at the first paint. Not for anything secret. */
export function sha1(bytes: Uint8Array): Uint8Array {
  const length = bytes.length;
  const padded = new DataView(new ArrayBuffer(((length + 72) >> 6) << 6));
  for (let i = 0; i < length; i++) padded.setUint8(i, bytes[i] ?? 0);
  padded.setUint8(length, 0x80);
  padded.setUint32(padded.byteLength - 8, Math.floor(length / 0x2000_0000));
  padded.setUint32(padded.byteLength - 4, length << 3);

  const state = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]);
  const words = new Int32Array(80);
  const word = (i: number): number => words[i] ?? 0;
  for (let block = 0; block < padded.byteLength; block += 64) {
    for (let i = 0; i < 16; i++) words[i] = padded.getInt32(block + i * 4);
    for (let i = 16; i < 80; i++) words[i] = rotate(word(i - 3) ^ word(i - 8) ^ word(i - 14) ^ word(i - 16), 1);
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
    for (let i = 0; i < 80; i++) {
      const mix =
        i < 20
          ? ((b & c) | (~b & d)) + 0x5a827999
          : i < 40
            ? (b ^ c ^ d) + 0x6ed9eba1
            : i < 60
              ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
              : (b ^ c ^ d) + 0xca62c1d6;
      const next = (rotate(a, 5) + mix + e + word(i)) | 0;
      [a, b, c, d, e] = [next, a, rotate(b, 30), c, d];
    }
    [a, b, c, d, e].forEach((value, i) => (state[i] = ((state[i] ?? 0) + value) | 0));
  }
  const digest = new DataView(new ArrayBuffer(20));
  state.forEach((value, i) => digest.setInt32(i * 4, value));
  return new Uint8Array(digest.buffer);
}

const known = new Map<string, number>();

/** The colour angle of an address in degrees, the same in every client (XEP-0392 §5.1). */
export function hueOf(address: string): number {
  const cached = known.get(address);
  if (cached !== undefined) return cached;
  const digest = sha1(new TextEncoder().encode(address));
  const hue = (((digest[0] ?? 0) + (digest[1] ?? 0) * 256) / 65536) * 360;
  known.set(address, hue);
  return hue;
}
