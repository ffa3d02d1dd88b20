import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newRoom } from '../store/rooms';
import { StanzaError } from '../xmpp/requests';
import type { Element } from '../xmpp/xml';
import type { Context } from './context';
import { Rooms } from './rooms';

const ROOM = 'club@muc.example.org';
const ROMEO = 'romeo@example.org';
const common = { from: `${ROOM}/romeo`, priority: 0 } as const;
const item = { affiliation: 'member', role: 'participant' } as const;
const told = (...statuses: number[]) => ({ items: [item], statuses: new Set(statuses), invites: [], declines: [] });
const subject = {
  type: 'groupchat',
  from: ROOM,
  to: ROMEO,
  subject: '',
  wantsReceipt: false,
  markable: false,
  mentions: [],
  hints: []
} as const;

/** Rooms with a room that answers each entrance as it is told. */
function atDoor(answer: (rooms: Rooms) => void) {
  const joins: number[] = [];
  const rooms: Rooms = new Rooms({ account: ROMEO, now: Date.now, live: () => undefined } as unknown as Context, {
    account: ROMEO,
    now: Date.now,
    send: (stanza: Element) => {
      if (stanza.attrs['type']) return;
      joins.push(Date.now());
      queueMicrotask(() => answer(rooms));
    },
    marks: () => [],
    store: () => undefined,
    catchUp: () => Promise.resolve(),
    ready: () => undefined,
    stored: () => Promise.resolve(),
    verify: () => undefined,
    typing: () => undefined,
    problem: () => undefined,
    subject: () => undefined,
    portrait: () => undefined,
    stale: () => undefined
  });
  rooms.restore([]);
  const row = { ...newRoom(ROMEO, ROOM), bookmark: { autojoin: true, nick: 'romeo', extensions: '' } };
  return { rooms, joins, room: rooms.know(row) };
}

const letIn = (rooms: Rooms): void => {
  rooms.presence({ ...common, type: 'available', mucUser: told(110) });
  rooms.message({
    ...subject,
    mentions: [],
    hints: [],
    fallbacks: [],
    files: [],
    oob: [],
    links: [],
    retracted: false
  });
};
const throwOut = (rooms: Rooms): void => {
  rooms.presence({ ...common, type: 'unavailable', mucUser: told(110, 332) });
};

describe('a room that loses us', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is entered again at once when it held', async () => {
    const { rooms, joins, room } = atDoor(letIn);
    await rooms.enter(room);
    for (let n = 0; n < 3; n++) {
      await vi.advanceTimersByTimeAsync(3_600_000);
      const at = Date.now();
      throwOut(rooms);
      await vi.advanceTimersByTimeAsync(2_000);
      expect((joins.at(-1) ?? 0) - at).toBe(1_000);
      expect(room.state).toBe('in');
    }
  });

  it('is entered more and more seldom when it throws us out each time', async () => {
    const { rooms, joins, room } = atDoor((all) => {
      letIn(all);
      setTimeout(() => throwOut(all), 100);
    });
    await rooms.enter(room);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(joins.length).toBeGreaterThan(4);
    expect(joins.length).toBeLessThan(13);
  });

  const refuse = (rooms: Rooms): void => {
    rooms.presence({ ...common, type: 'error', error: new StanzaError('remote-server-timeout', 'wait') });
  };
  it.each([
    ['refuses', refuse],
    ['says nothing', () => undefined]
  ])('is asked more and more seldom while it %s', async (_, answer) => {
    const { rooms, joins, room } = atDoor(answer);
    void rooms.enter(room).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(joins.length).toBeGreaterThan(4);
    expect(joins.length).toBeLessThan(13);
  });
});

describe('a room that is being entered', () => {
  it('is not called entered to who asks a second time before it is', async () => {
    const { rooms, room } = atDoor(() => undefined);
    const steps: string[] = [];
    const first = rooms.enter(room).then(() => steps.push('first'));
    const second = rooms.enter(room).then(() => steps.push('second'));
    await Promise.resolve();
    expect(steps).toEqual([]);
    steps.push('let in');
    letIn(rooms);
    await Promise.all([first, second]);
    expect(steps[0]).toBe('let in');
    expect(steps.toSorted()).toEqual(['first', 'let in', 'second']);
  });
});
