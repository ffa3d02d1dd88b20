// XEP-0431: Full Text Search in MAM, 0.2.0, https://xmpp.org/extensions/xep-0431.html
import type { DiscoInfo } from './0030-disco';

const FULL_TEXT = 'urn:xmpp:fulltext:0';

/** The field of an archive query's form that holds what to search for (§3.1); what it means is the server's business (§3.2). */
export const FULL_TEXT_FIELD = `{${FULL_TEXT}}fulltext`;

/** Whether an archive searches its texts (§2.1). */
export function isFullTextSearch(info: Pick<DiscoInfo, 'features'>): boolean {
  return info.features.includes(FULL_TEXT);
}
