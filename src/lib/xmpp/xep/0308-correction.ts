// XEP-0308: Last Message Correction, 1.2.1, https://xmpp.org/extensions/xep-0308.html
import { attr, children, el, type Element } from '../xml';

export const CORRECTION = 'urn:xmpp:message-correct:0';

/** The `id` of the message whose text this one replaces (§4): the first version's. The caller checks who wrote both (§5). */
export function parseReplace(message: Element): string | undefined {
  const [replace, ...others] = children(message, 'replace', CORRECTION);
  return replace && others.length === 0 ? attr(replace, 'id') || undefined : undefined;
}

/** Says that a message replaces the text of that one. */
export function buildReplace(id: string): Element {
  return el('replace', { xmlns: CORRECTION, id });
}
