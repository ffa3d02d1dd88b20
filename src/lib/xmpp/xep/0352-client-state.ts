// XEP-0352: Client State Indication, 1.0.0, https://xmpp.org/extensions/xep-0352.html
import { child, el, type Element } from '../xml';

export const CSI = 'urn:xmpp:csi:0';

/** Whether stream features offer it. */
export function offersClientState(features: Element): boolean {
  return child(features, 'csi', CSI) !== undefined;
}

/** Tells the server whether somebody looks; it is no stanza and has no answer. */
export function buildClientState(active: boolean): Element {
  return el(active ? 'active' : 'inactive', { xmlns: CSI });
}
