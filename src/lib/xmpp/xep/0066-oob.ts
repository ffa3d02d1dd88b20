// XEP-0066: Out of Band Data, 1.5, https://xmpp.org/extensions/xep-0066.html
import { childText, children, el, type Element } from '../xml';

export const OOB = 'jabber:x:oob';

/** An address that goes with a message (§4). */
export interface OutOfBand {
  url: string;
  desc?: string;
}

/** The addresses that go with a message, as they are: nothing is known of what they lead to. */
export function parseOob(message: Element): OutOfBand[] {
  return children(message, 'x', OOB).flatMap((x) => {
    const url = childText(x, 'url', OOB)?.trim();
    const desc = childText(x, 'desc', OOB);
    return url ? [{ url, ...(desc && { desc }) }] : [];
  });
}

/** Names an address beside the body. */
export function buildOob(url: string): Element {
  return el('x', { xmlns: OOB }, el('url', {}, url));
}
