// XEP-0424: Message Retraction, 0.4.2, https://xmpp.org/extensions/xep-0424.html
import { attr, child, el, type Element } from '../xml';

export const RETRACTION = 'urn:xmpp:message-retract:1';
const RETRACTION_0 = 'urn:xmpp:message-retract:0';
const FASTEN = 'urn:xmpp:fasten:0';
const MODERATION = ['urn:xmpp:message-moderate:0', 'urn:xmpp:message-moderate:1'];

/**
 * The id of the message that its author takes back (§3), in the form of :1 or the older one. What a moderator takes back is another
 * matter (XEP-0425). The caller checks who wrote the message (§5).
 */
export function parseRetraction(message: Element): string | undefined {
  const retract = child(message, 'retract', RETRACTION);
  if (retract) return isModerated(retract) ? undefined : attr(retract, 'id') || undefined;
  const applied = child(message, 'apply-to', FASTEN);
  if (!applied || isModerated(applied) || !child(applied, 'retract', RETRACTION_0)) return undefined;
  return attr(applied, 'id') || undefined;
}

function isModerated(element: Element): boolean {
  return MODERATION.some((ns) => child(element, 'moderated', ns) !== undefined);
}

/** Whether it is what an archive keeps of a message that its author took back (§4). */
export function isRetracted(message: Element): boolean {
  return [RETRACTION, RETRACTION_0].some((ns) => {
    const retracted = child(message, 'retracted', ns);
    return retracted !== undefined && !isModerated(retracted);
  });
}

/** Takes a message back. */
export function buildRetraction(id: string): Element {
  return el('retract', { xmlns: RETRACTION, id });
}
