import { child, text, type Element } from './xml';

const STREAMS = 'http://etherx.jabber.org/streams';

/** What the server offers on the stream itself; part of what is stored to resume it, so plain data. */
export interface StreamFeatures {
  /** Roster versioning (RFC 6121 §2.6). */
  rosterVersions: boolean;
  /** Client state indication (XEP-0352). */
  csi: boolean;
  /** Subscription pre-approval (RFC 6121 §3.4). */
  preApproval: boolean;
  /** The largest stanza that the server takes, in bytes (XEP-0478). */
  maxBytes?: number;
}

/** Reads the features after login (RFC 6120 §4.3.2). */
export function parseStreamFeatures(features: Element): StreamFeatures {
  const limits = child(features, 'limits', 'urn:xmpp:stream-limits:0');
  const bytes = limits && child(limits, 'max-bytes', 'urn:xmpp:stream-limits:0');
  const maxBytes = bytes ? Number.parseInt(text(bytes), 10) : NaN;
  return {
    rosterVersions: child(features, 'ver', 'urn:xmpp:features:rosterver') !== undefined,
    csi: child(features, 'csi', 'urn:xmpp:csi:0') !== undefined,
    preApproval: child(features, 'sub', 'urn:xmpp:features:pre-approval') !== undefined,
    ...(maxBytes > 0 && { maxBytes })
  };
}

/** Whether an element lists the stream's features. */
export function isFeatures(element: Element): boolean {
  return element.getName() === 'features' && element.getNS() === STREAMS;
}
