// XEP-0393: Message Styling, 1.1.1, https://xmpp.org/extensions/xep-0393.html
import { child, el, type Element } from '../xml';

export const STYLING = 'urn:xmpp:styling:0';

/** Says that the text is to be shown as it is (§7). */
export function buildUnstyled(): Element {
  return el('unstyled', { xmlns: STYLING });
}

/** Whether the sender wants the text as it is, with its marks and without styles (§7). */
export function isUnstyled(message: Element): boolean {
  return child(message, 'unstyled', STYLING) !== undefined;
}
