import { afterEach, expect, it, vi } from 'vitest';
import { Pace } from '../../src/lib/engine/pace';
import { enterHall, until, type Hall } from './hall';

let hall: Hall;
afterEach(async () => {
  vi.restoreAllMocks();
  await hall.end();
});

it.each([
  ['starts again from the shortest when the short stream has brought a message to the server', 'see you at eight', 1],
  ['grows when it has brought nothing', undefined, 0]
])('the wait for the next connection %s', async (_, waiting, times) => {
  const reset = vi.spyOn(Pace.prototype, 'reset');
  const pause = vi.spyOn(Pace.prototype, 'pause');
  hall = await enterHall(0, waiting === undefined ? {} : { waiting });
  await until(() => expect(hall.log).toContain('online'));
  await until(async () => expect(await hall.account.db.count('outbox')).toBe(0));
  await until(async () => expect(await hall.account.db.count('streams')).toBe(1));
  hall.cut();
  await until(() => expect(pause).toHaveBeenCalled());
  expect(reset).toHaveBeenCalledTimes(times);
});
