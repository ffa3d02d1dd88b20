import { localOf } from '../base/jid';
import type { Affiliation, OccupantView, Role, RoomView } from '../engine/api-rooms';
import { withShownName, type Shown } from './shown-name';

/** Somebody who belongs to a group or is in it now. */
export interface RoomPerson {
  /** The same as long as they are on the screen. */
  key: string;
  /** The name to show. */
  name: string;
  /** The name could deceive: the address or nickname belongs beside it. */
  doubtful?: true;
  /** Bare address, where the group shows it. */
  address?: string;
  /** What they call themselves there, while they are there. */
  nick?: string;
  affiliation: Affiliation;
  /** `none` while they are not there. */
  role: Role;
  me: boolean;
}

interface Gathering {
  room: string;
  members: RoomView['members'];
  occupants: readonly OccupantView[];
  self: { address: string; nick: string };
  /** The name that the user gave somebody, if any. */
  nameOf: (address: string) => Shown<{ name: string }> | undefined;
}

const LEADERS: readonly Affiliation[] = ['owner', 'admin'];

/** Who belongs to a group together with who is there: owners first, then admins, then everybody by name. */
export function gatherPeople({ room, members, occupants, self, nameOf }: Gathering): RoomPerson[] {
  const people = new Map<string, RoomPerson>();
  const named = (name: string, address: string | undefined, nick: string): Pick<RoomPerson, 'name' | 'doubtful'> => {
    const known = address === undefined ? undefined : nameOf(address);
    const shown = known ?? withShownName({ name, address: address ?? `${room}/${nick}` });
    return { name: shown.name, ...(shown.doubtful && { doubtful: true }) };
  };

  for (const { nick, address, key, affiliation, role, me } of occupants) {
    const id = address ?? key;
    // Somebody may be there with several devices, each with a nickname of its own.
    if (people.has(id)) continue;
    people.set(id, {
      key: id,
      ...named(nick, address, nick),
      ...(address !== undefined && { address }),
      nick,
      affiliation,
      role,
      me: me || address === self.address
    });
  }
  for (const { address, name, affiliation } of members) {
    if (people.has(address) || affiliation === 'outcast') continue;
    const me = address === self.address;
    // Without addresses the user's own entry can only be known by the mark that the group gives it.
    if (me && occupants.some((occupant) => occupant.me)) continue;
    const shown = named(me ? self.nick : name || (localOf(address) ?? address), address, name);
    people.set(address, { key: address, ...shown, address, affiliation, role: 'none', me });
  }

  const { compare } = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });
  return [...people.values()].sort(
    (a, b) => placeOf(a) - placeOf(b) || compare(a.name, b.name) || compare(a.key, b.key)
  );
}

function placeOf({ affiliation }: RoomPerson): number {
  return LEADERS.includes(affiliation) ? LEADERS.indexOf(affiliation) : LEADERS.length;
}
