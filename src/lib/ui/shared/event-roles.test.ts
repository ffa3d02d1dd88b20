import { describe, expect, it } from 'vitest';
import type { RoomEvent } from '../../engine/api-rooms';
import { commonOf, rolesOf, type EventNames } from './event-roles';

const names: EventNames = {
  self: 'Nina',
  called: (nick, address) => (address === 'mum@a.example' ? 'Mum' : (nick ?? address ?? ''))
};

describe('rolesOf', () => {
  it.each<[RoomEvent, string]>([
    [{ kind: 'added', who: 'Anna' }, 'nobody other  Anna'],
    [{ kind: 'added', who: 'Anna', by: 'Anna' }, 'nobody other Anna Anna'],
    [{ kind: 'added', who: 'edith', address: 'mum@a.example' }, 'nobody other  Mum'],
    [{ kind: 'added', who: 'Nina', me: true }, 'nobody me  Nina'],
    [{ kind: 'banned', who: 'Anna', by: 'Tom' }, 'other other Tom Anna'],
    [{ kind: 'banned', who: 'Anna', by: 'Nina' }, 'me other Nina Anna'],
    [{ kind: 'banned', who: 'Nina', by: 'Tom', me: true }, 'other me Tom Nina'],
    [{ kind: 'kicked' }, 'nobody other  '],
    [{ kind: 'admin', who: 'سارة', by: 'Tom' }, 'other other Tom \u2068سارة\u2069']
  ])('%j: %s', (event, roles) => {
    const { actor, target, by, who } = rolesOf(event, names);
    expect(`${actor} ${target} ${by} ${who}`).toBe(roles);
  });
});

describe('commonOf', () => {
  it.each<[RoomEvent[], string]>([
    [
      [
        { kind: 'added', who: 'Anna' },
        { kind: 'added', who: 'Tom' }
      ],
      'added'
    ],
    [
      [
        { kind: 'left', who: 'Tom', address: 't@a' },
        { kind: 'left', who: 'Tom' }
      ],
      'left'
    ],
    [
      [
        { kind: 'added', who: 'Anna' },
        { kind: 'left', who: 'Anna' }
      ],
      'changes'
    ],
    [
      [
        { kind: 'added', who: 'Anna' },
        { kind: 'added', who: 'Anna' }
      ],
      'changes'
    ],
    [
      [
        { kind: 'added', who: 'Anna' },
        { kind: 'added', who: 'Nina', me: true }
      ],
      'changes'
    ],
    [
      [
        { kind: 'admin', who: 'Anna' },
        { kind: 'admin', who: 'Tom' }
      ],
      'changes'
    ]
  ])('%j: %s', (events, common) => expect(commonOf(events)).toBe(common));
});
