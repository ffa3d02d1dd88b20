import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { enterHall, roomAt, turn, until, type Hall } from './hall';
import { JULIET } from './memory-account';

const ROOMS = 60;
const PEOPLE = 3_000;
const LARGE = roomAt(0);
const all = Array.from({ length: ROOMS }, (_, index) => roomAt(index));

const photo = (hash: string): string => `<x xmlns='vcard-temp:x:update'><photo>${hash.padStart(40, '0')}</photo></x>`;

let hall: Hall;
afterEach(() => hall.end());

const rooms = () => hall.session.service.rooms.rooms;
const entered = () => hall.log.filter((line) => line.startsWith('enters')).map((line) => line.slice(7));
const isIn = (...wanted: string[]) =>
  until(() => expect(wanted.filter((room) => !rooms().get(room)?.ready)).toEqual([]));

describe('a login with sixty rooms', () => {
  it('is done, and what waits for contacts is sent, before the first room is entered', async () => {
    hall = await enterHall(ROOMS, { waiting: 'see you at eight' });
    await isIn(...all);
    const first = hall.log.findIndex((line) => line.startsWith('enters'));
    expect(hall.log.slice(0, first)).toContain('online');
    expect(hall.log.slice(0, first)).toContain('says see you at eight');
  });

  it('enters them in the order of their last use, three at a time', async () => {
    hall = await enterHall(ROOMS);
    await isIn(...all);
    expect(entered()).toEqual(all);
    expect(hall.atOnce).toBe(3);
  });

  it('waits for none that says nothing', async () => {
    const silent = [roomAt(3), roomAt(30)];
    hall = await enterHall(ROOMS, { silent });
    await isIn(...all.filter((room) => !silent.includes(room)));
    expect(entered()).toEqual(all);
  });

  it('asks no room and nobody in one for anything before it is looked at', async () => {
    hall = await enterHall(ROOMS);
    await isIn(...all);
    for (let n = 0; n < 100; n++) hall.reply(hall.comes(LARGE, `n${n}`, '', photo(`${n}`)));
    await until(() => expect(rooms().get(LARGE)?.occupants.count).toBe(101));
    expect(hall.asked.filter((line) => line.includes('muc.example.org'))).toEqual([]);
    await hall.session.service.look(LARGE);
    const asked = hall.asked.filter((line) => line.includes('muc.example.org'));
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((line) => !line.startsWith(`${LARGE} `))).toEqual([]);
  });
});

describe('rooms of a server that is gone', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('keep the others waiting for seconds, and are tried again later', async () => {
    const silent = all.slice(0, 6);
    hall = await enterHall(ROOMS, { silent });
    await until(() => expect(entered()).toHaveLength(3));
    await vi.advanceTimersByTimeAsync(3_000);
    await until(() => expect(entered()).toHaveLength(6));
    await vi.advanceTimersByTimeAsync(3_000);
    await isIn(...all.slice(6));
    expect(entered()).toEqual(all);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(entered().slice(ROOMS)).toEqual(silent);
    expect(hall.atOnce).toBeLessThanOrEqual(silent.length + 3);
  });
});

describe('a room with three thousand people', () => {
  const flood = async (from: number, to: number, stanza: (n: number) => string): Promise<void> => {
    for (let n = from; n < to; n++) {
      hall.reply(stanza(n));
      if (n % 10 === 0) await turn();
    }
  };
  const comes = (n: number): string => hall.comes(LARGE, `n${n}`);
  const throwsOut = (): void => hall.reply(hall.goes(LARGE, 'romeo', `<status code='110'/><status code='332'/>`));
  const count = () => rooms().get(LARGE)?.occupants.count;
  const views = () => hall.told.flatMap((state) => state.rooms?.get(LARGE) ?? []);

  it('is told to the page by time and not by people, and who they are only when it is looked at', async () => {
    hall = await enterHall(ROOMS);
    await isIn(...all);
    hall.told.length = 0;
    const before = performance.now();
    await flood(0, PEOPLE, comes);
    await until(() => expect(views().at(-1)?.count).toBe(PEOPLE + 1));
    const seconds = (performance.now() - before) / 1000;
    expect(hall.told.length).toBeLessThanOrEqual(ROOMS + 2 + seconds / 0.15);
    expect(views().length).toBeLessThanOrEqual(3 + seconds);
    expect(views().flatMap(({ occupants }) => occupants ?? [])).toEqual([]);
    await hall.session.service.look(LARGE);
    await until(() => expect(views().at(-1)?.occupants).toHaveLength(1_000));
    expect(views().at(-1)?.count).toBe(PEOPLE + 1);
  }, 20_000);

  it('shows who is there as soon as it is looked at, and at once when it has thrown us out', async () => {
    hall = await enterHall(1);
    await isIn(LARGE);
    await flood(0, PEOPLE, comes);
    await until(() => expect(views().at(-1)?.count).toBe(PEOPLE + 1));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      for (let times = 0; times < 3; times++) {
        await flood(0, 10, comes);
        hall.told.length = 0;
        rooms().watch(LARGE);
        await vi.advanceTimersByTimeAsync(150);
        expect(views().map(({ occupants }) => occupants?.length)).toEqual([1_000]);
        await vi.advanceTimersByTimeAsync(1_500);
      }
      await flood(0, 10, comes);
      hall.told.length = 0;
      throwsOut();
      await until(() => expect(rooms().get(LARGE)?.state).toBe('out'));
      await vi.advanceTimersByTimeAsync(150);
      expect(views().map(({ state }) => state)).toEqual(['out']);
    } finally {
      vi.useRealTimers();
    }
  }, 20_000);

  it('pours in without holding up what a contact says', async () => {
    hall = await enterHall(ROOMS);
    await isIn(...all);
    hall.announced.length = 0;
    await flood(0, 300, comes);
    hall.reply(
      `<message xmlns='jabber:client' type='chat' from='${JULIET}/a' id='x'><body>are you there?</body></message>`
    );
    let known: number | undefined;
    await flood(300, PEOPLE, (n) => {
      if (hall.announced.includes(`chat:${JULIET}`)) known ??= count();
      return comes(n);
    });
    await until(() => expect(count()).toBe(PEOPLE + 1));
    expect(known).toBeLessThan(1_000);
  }, 20_000);

  it('leaves room for the pictures of contacts, and for the names of who types in other rooms', async () => {
    hall = await enterHall(2);
    const other = roomAt(1);
    await isIn(LARGE, other);
    await flood(0, 6_000, (n) => hall.comes(LARGE, `n${n}`, '', photo(`${n}`)));
    await until(() => expect(count()).toBe(6_001));
    hall.reply(`<presence xmlns='jabber:client' from='${JULIET}/a'>${photo('abc')}</presence>`);
    await until(() => expect(hall.announced).toContain(`avatar:${JULIET}`));
    await hall.session.service.avatars.look(JULIET);
    expect(hall.asked.filter((line) => line.startsWith(`${JULIET} `)).length).toBeGreaterThan(0);
    const types = (room: string, nick: string) =>
      `<message xmlns='jabber:client' type='groupchat' from='${room}/${nick}'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>`;
    await flood(0, PEOPLE, (n) => types(LARGE, `n${n}`));
    hall.reply(types(other, 'alice'));
    await until(() => expect(hall.told.map(({ typing }) => typing?.get(other))).toContainEqual(['alice']));
    expect(Math.max(...hall.told.map(({ typing }) => typing?.get(LARGE)?.length ?? 0))).toBe(20);
  }, 20_000);

  it('is out of the memory when it is left, when it throws us out and when the stream is another', async () => {
    hall = await enterHall(3);
    await isIn(...all.slice(0, 3));
    const room = rooms().get(LARGE)!;
    const fill = async (): Promise<void> => {
      await isIn(LARGE);
      await flood(0, PEOPLE, comes);
      await until(() => expect(count()).toBe(PEOPLE + 1));
    };
    await fill();
    throwsOut();
    await until(() => expect(room.state).toBe('out'));
    expect(room.occupants.count).toBe(0);
    await fill();
    rooms().reset();
    expect(room.occupants.count).toBe(0);
    await rooms().enterAll();
    await fill();
    rooms().forget(LARGE);
    expect(room.occupants.count).toBe(0);
    await flood(0, 10, comes);
    expect([count(), room.occupants.count]).toEqual([undefined, 0]);
  }, 20_000);
});
