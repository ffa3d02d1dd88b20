/** A picture of a person or a room, once for each address (XEP-0084, XEP-0153). */
export interface AvatarRow {
  account: string;
  /** Bare address, or an occupant's. */
  address: string;
  /** SHA-1 of the bytes in hexadecimal; empty: there is none. */
  hash: string;
  /** Absent until somebody looks. */
  bytes?: Uint8Array<ArrayBuffer>;
  type?: string;
  /** Width and height in pixels of the user's own. */
  side?: number;
  /** The server did not take it as the user's own: others don't see it. */
  refused?: boolean;
  /** Hash of the picture that they have now, where it is not this one; fetched when somebody looks. */
  wanted?: string;
}
