// XEP-0421: Occupant identifiers for semi-anonymous MUCs, 1.0.1, https://xmpp.org/extensions/xep-0421.html
import { attr, children, type Element } from '../xml';

export const OCCUPANT_ID = 'urn:xmpp:occupant-id:0';
/** Far above what any room gives: one is kept for each occupant. */
const LONGEST = 256;

/**
 * Who somebody is in a room, whatever their name (§4.1). True only of a room that announces {@link OCCUPANT_ID}, which
 * takes forged ones out (§4.2); two of them are a forgery, so neither counts.
 */
export function parseOccupantId(stanza: Element): string | undefined {
  const [id, ...others] = children(stanza, 'occupant-id', OCCUPANT_ID);
  const value = id && others.length === 0 ? attr(id, 'id') : undefined;
  return value && value.length <= LONGEST ? value : undefined;
}
