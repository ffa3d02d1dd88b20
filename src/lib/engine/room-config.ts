import { randomId } from '../base/id';
import { isPrivate } from '../store/rooms';
import type { RoomInfo } from '../xmpp/xep/0045-room-info';
import type { RoomPreview } from './api-rooms';
import { factsOf } from './room-facts';

/** A group of people who know each other, or a channel for all (XEP-0045 §10.2). */
export function configOf(name: string, isPublic: boolean): [name: string, value: string][] {
  const yes = (value: boolean): string => (value ? '1' : '0');
  return [
    ['muc#roomconfig_roomname', name],
    ['muc#roomconfig_persistentroom', '1'],
    ['muc#roomconfig_publicroom', yes(isPublic)],
    ['muc#roomconfig_membersonly', yes(!isPublic)],
    ['muc#roomconfig_whois', isPublic ? 'moderators' : 'anyone'],
    ['muc#roomconfig_enablearchiving', '1'],
    ['muc#roomconfig_changesubject', yes(!isPublic)],
    ['muc#roomconfig_allowinvites', yes(!isPublic)]
  ];
}

/** The first part of a channel's address, made of its name. */
export function slug(name: string): string {
  const letters = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '');
  const words = letters.match(/[\p{L}\p{N}]+/gu) ?? [];
  const first = [...words.join('-')].slice(0, 60).join('').replace(/-$/, '');
  return first || randomId().toLowerCase();
}

/** What a room says of itself. */
export function previewOf(address: string, info: RoomInfo): RoomPreview {
  const { name, description, occupants, passwordProtected } = info;
  return {
    address,
    name: name || (address.split('@', 1)[0] ?? address),
    description: description ?? '',
    ...(occupants !== undefined && { people: occupants }),
    isPrivate: isPrivate({ facts: factsOf(info) }),
    needsPassword: passwordProtected
  };
}

/** What a list alone says of a room. */
export function blank(address: string, name: string | undefined): RoomPreview {
  // Prosody and others write how many are there behind the name.
  const people = /\s\((\d{1,6})\)$/.exec(name ?? '');
  const shown = people ? (name ?? '').slice(0, people.index) : name;
  return {
    address,
    name: shown || (address.split('@', 1)[0] ?? address),
    description: '',
    ...(people && { people: Number(people[1]) }),
    isPrivate: false,
    needsPassword: false
  };
}
