import { describe, expect, it } from 'vitest';
import type { OccupantView, RoomView } from '../engine/api-rooms';
import { gatherPeople } from './room-people';

const ROOM = 'family@groups.nagel.example';
const self = { address: 'nina@nagel.example', nick: 'Nina' };

function occupant(nick: string, more: Partial<OccupantView> = {}): OccupantView {
  const address = `${nick.toLowerCase()}@nagel.example`;
  return { nick, address, key: address, affiliation: 'member', role: 'participant', me: false, ...more };
}

function hidden(nick: string, more: Partial<OccupantView> = {}): OccupantView {
  return { nick, key: `id-${nick}`, affiliation: 'none', role: 'participant', me: false, ...more };
}

const member = (name: string, affiliation: 'owner' | 'admin' | 'member' | 'outcast' = 'member') => ({
  address: `${name.toLowerCase()}@nagel.example`,
  name,
  affiliation
});

function gather(
  members: RoomView['members'],
  occupants: OccupantView[],
  names: Record<string, { name: string; doubtful?: true }> = {}
) {
  return gatherPeople({ room: ROOM, members, occupants, self, nameOf: (address) => names[address] });
}

describe('gatherPeople', () => {
  it('puts owners first, then admins, then everybody by name', () => {
    const people = gather(
      [member('Zoe', 'owner'), member('Åsa'), member('Yan', 'admin'), member('bert')],
      [occupant('Anna')]
    );
    expect(people.map(({ name }) => name)).toEqual(['Zoe', 'Yan', 'Anna', 'Åsa', 'bert']);
  });

  it('knows who is there and what they may do', () => {
    const [anna, tom] = gather([member('Anna'), member('Tom')], [occupant('Tom', { role: 'visitor' })]);
    expect(anna).toMatchObject({ name: 'Anna', role: 'none' });
    expect(anna).not.toHaveProperty('nick');
    expect(tom).toMatchObject({ name: 'Tom', role: 'visitor', nick: 'Tom' });
  });

  it('shows somebody once who is there with two nicknames or two devices', () => {
    const people = gather([member('Tom')], [occupant('Tom'), occupant('Tom phone', { address: 'tom@nagel.example' })]);
    expect(people).toHaveLength(1);
    expect(people[0]).toMatchObject({ nick: 'Tom', address: 'tom@nagel.example' });
  });

  it('believes what the group says now over what was stored', () => {
    expect(gather([member('Tom')], [occupant('Tom', { affiliation: 'admin' })])[0]?.affiliation).toBe('admin');
  });

  it('prefers the name that the user gave, and keeps its doubt', () => {
    const names = { 'tom@nagel.example': { name: 'Uncle Tom', doubtful: true as const } };
    const [tom] = gather([], [occupant('T')], { 't@nagel.example': { name: 'Uncle Tom', doubtful: true } });
    expect(tom).toMatchObject({ name: 'Uncle Tom', nick: 'T', doubtful: true });
    expect(gather([member('Tom')], [], names)[0]).toMatchObject({ name: 'Uncle Tom' });
  });

  it('marks the user, inside or not, with or without addresses', () => {
    const me = (members: RoomView['members'], occupants: OccupantView[]) =>
      gather(members, occupants).filter((person) => person.me);
    expect(me([member('Nina')], [])).toEqual([expect.objectContaining({ name: 'Nina', role: 'none' })]);
    expect(me([], [occupant('Ninette', { address: self.address })])).toHaveLength(1);
    expect(me([member('Nina', 'owner')], [hidden('Nina', { me: true, affiliation: 'owner' })])).toHaveLength(1);
  });

  it('leaves the banned out', () => {
    expect(gather([member('Tom', 'outcast')], [])).toEqual([]);
  });

  it('doubts a nickname that looks like an address or hides something', () => {
    const [anna, mixed] = gather([], [hidden('anna@nagel.example'), hidden('Тоm')]);
    expect(anna).toMatchObject({ doubtful: true });
    expect(mixed).toMatchObject({ doubtful: true });
    expect(gather([], [hidden('Tom')])[0]).not.toHaveProperty('doubtful');
  });
});
