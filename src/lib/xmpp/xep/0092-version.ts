// XEP-0092: Software Version, 1.1, https://xmpp.org/extensions/xep-0092.html
import { attr, child, el, type Element } from '../xml';

export const VERSION = 'jabber:iq:version';

/** Whether somebody asks which software this is. */
export function isVersionRequest(iq: Element): boolean {
  return attr(iq, 'type') === 'get' && child(iq, 'query', VERSION) !== undefined;
}

/** The answer; the operating system is nobody's business. */
export function buildVersion(name: string, version: string): Element {
  return el('query', { xmlns: VERSION }, el('name', {}, name), el('version', {}, version));
}
