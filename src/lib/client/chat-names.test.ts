import { describe, expect, it } from 'vitest';
import { ChatNames } from './chat-names.svelte';
import type { People } from './people.svelte';
import type { Room } from './room.svelte';

const GROUP = 'family@groups.example';
const contacts = [
  { address: 'edith@a.example', name: 'Grandma' },
  { address: 'tom@a.example', name: 'Tom' }
];
const room = {
  address: GROUP,
  live: { nick: 'Nina' },
  view: { nick: 'nina', members: [{ address: 'opa@a.example', name: 'Opa Jan', affiliation: 'member' }] },
  people: [
    { key: '1', name: 'Grandma', nick: 'Edith', address: 'edith@a.example', me: false },
    { key: '2', name: 'Nina', nick: 'Nina', address: 'nina@a.example', me: true },
    { key: '3', name: 'Grandpa', address: 'opa@a.example', me: false },
    { key: '4', name: 'Ann', nick: 'Ann', me: false }
  ]
} as unknown as Room;
const names = new ChatNames({ contacts } as unknown as People, () => room);

describe('of', () => {
  it('calls a contact by the user’s own name for them', () => {
    const said = { sender: `${GROUP}/Edith`, nick: 'Edith', person: 'edith@a.example' };
    expect(names.of(said)).toEqual({
      name: 'Grandma',
      address: 'edith@a.example',
      colour: 'edith@a.example',
      contact: true
    });
  });

  it('calls others by their nickname, coloured by it where nothing else is known', () => {
    const said = { sender: `${GROUP}/Ann`, nick: 'Ann' };
    expect(names.of(said)).toEqual({ name: 'Ann', address: `${GROUP}/Ann`, colour: 'Ann', contact: false });
    expect(names.of({ ...said, person: 'ann@a.example' })).toMatchObject({ colour: 'ann@a.example' });
  });

  it.each(['grandma', 'Grand\u200bma', 'tom@a.example', 'R\u043esa', 'TOM'])('doubts the nickname %j', (nick) =>
    expect(names.of({ sender: `${GROUP}/${nick}`, nick }).doubtful).toBe(true)
  );
});

describe('mentionable', () => {
  it('names everybody else by what they answer to there, whatever the user calls them', () => {
    expect(names.mentionable.map(({ name, nick, present }) => [name, nick, present])).toEqual([
      ['Grandma', 'Edith', true],
      ['Grandpa', 'Opa Jan', false],
      ['Ann', 'Ann', true]
    ]);
  });

  it('is known with the own nickname, in lower case', () => {
    expect([...names.known]).toEqual(['nina', 'edith', 'opa jan', 'ann']);
  });
});
