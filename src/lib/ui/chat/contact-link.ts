import { linkOfRoom, parseXmppLink, roomOfLink, type RoomLink } from '../../client/link';
import { tokenise } from './tokens';

/** Whom or what a message points to that is nothing but a link. */
export type Pointed = { kind: 'person'; address: string } | { kind: 'room'; room: RoomLink };

/** The person or the group that a text names, when it is one `xmpp:` link and nothing else. */
export function pointedTo(text: string): Pointed | undefined {
  const link = text.trim();
  if (!/^xmpp:/i.test(link) || tokenise(link)[0]?.text !== link) return undefined;
  const room = roomOfLink(link);
  if (room) return { kind: 'room', room };
  const address = parseXmppLink(link)?.address;
  return address?.includes('@') ? { kind: 'person', address } : undefined;
}

/** The link that names a person. */
export function linkOfPerson(address: string): string {
  return linkOfRoom(address).replace(/\?join$/, '');
}
