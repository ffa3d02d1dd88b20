// XEP-0425: Moderated Message Retraction, 0.3.0, https://xmpp.org/extensions/xep-0425.html
import { normalJid } from '../../base/jid';
import type { Requests } from '../requests';
import { attr, child, childText, el, type Element } from '../xml';
import { parseOccupantId } from './0421-occupant-id';

/** The namespaces by version: servers know the old one, the new one, or both. */
export const MODERATION = ['urn:xmpp:message-moderate:0', 'urn:xmpp:message-moderate:1'] as const;
const [MODERATE_0, MODERATE_1] = MODERATION;
const RETRACT_0 = 'urn:xmpp:message-retract:0';
const RETRACT_1 = 'urn:xmpp:message-retract:1';
const FASTEN = 'urn:xmpp:fasten:0';

/** Who took a message away, and why. */
export interface Moderator {
  /** An occupant's address, normalised. */
  by?: string;
  /** The moderator's occupant id (XEP-0421). */
  occupantId?: string;
  reason?: string;
}

/** A message was taken away by a moderator. `id` is the room's stanza-id of it. */
export interface Moderation extends Moderator {
  id: string;
}

function moderator(moderated: Element, reason: string | undefined): Moderator {
  const by = normalJid(attr(moderated, 'by'));
  const occupantId = parseOccupantId(moderated);
  return { ...(by && { by }), ...(occupantId && { occupantId }), ...(reason && { reason }) };
}

/** The announcement of :1 (§5.1). */
function parseRetract(message: Element): Moderation | undefined {
  const retract = child(message, 'retract', RETRACT_1);
  const moderated = retract && child(retract, 'moderated', MODERATE_1);
  const id = retract && attr(retract, 'id');
  return moderated && id ? { id, ...moderator(moderated, childText(retract, 'reason', RETRACT_1)) } : undefined;
}

/** The announcement of :0, version 0.2.1 (§3.1). */
function parseFastened(message: Element): Moderation | undefined {
  const applied = child(message, 'apply-to', FASTEN);
  const moderated = applied && child(applied, 'moderated', MODERATE_0);
  const id = applied && attr(applied, 'id');
  if (!moderated || !id || !child(moderated, 'retract', RETRACT_0)) return undefined;
  return { id, ...moderator(moderated, childText(moderated, 'reason', MODERATE_0)) };
}

/**
 * Reads the announcement that a message was taken away, old or new. The caller checks that the bare room sent it, and
 * means a message of that room (§5.1, CVE-2022-39835).
 */
export function parseModeration(message: Element): Moderation | undefined {
  const [old, now] = [parseFastened(message), parseRetract(message)];
  // Prosody writes both, and who did it only into the old one.
  return old && now && old.id === now.id ? { ...old, ...now } : (now ?? old);
}

/** Reads what an archive keeps in place of a message that was taken away (§6), old or new. */
export function parseTombstone(message: Element): Moderator | undefined {
  const retracted = child(message, 'retracted', RETRACT_1);
  const inside = retracted && child(retracted, 'moderated', MODERATE_1);
  const now = inside && moderator(inside, childText(retracted, 'reason', RETRACT_1));
  const around = child(message, 'moderated', MODERATE_0);
  if (!around || !child(around, 'retracted', RETRACT_0)) return now;
  return { ...moderator(around, childText(around, 'reason', MODERATE_0)), ...now };
}

/** Takes a message away for everybody (§5). `id` is the room's stanza-id of it, `version` what the room announces. */
export async function requestModeration(
  requests: Requests,
  room: string,
  id: string,
  version: 0 | 1,
  reason?: string
): Promise<void> {
  const why = reason !== undefined && el('reason', {}, reason);
  const payload =
    version === 1
      ? el('moderate', { xmlns: MODERATE_1, id }, el('retract', { xmlns: RETRACT_1 }), why)
      : el(
          'apply-to',
          { xmlns: FASTEN, id },
          el('moderate', { xmlns: MODERATE_0 }, el('retract', { xmlns: RETRACT_0 }), why)
        );
  await requests.request('set', room, payload);
}
