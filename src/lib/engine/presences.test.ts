import { expect, test } from 'vitest';
import type { PresenceView } from './api';
import { Presences } from './presences';

const ROSA = 'rosa@example.org';

function opened(): { presences: Presences; told: PresenceView[] } {
  const told: PresenceView[] = [];
  return {
    told,
    presences: new Presences(
      (views) => void told.push(...views.values()),
      () => 1000
    )
  };
}

test('is there with the first device and gone with the last, seen at that moment', () => {
  const { presences, told } = opened();
  presences.handle({ type: 'available', from: `${ROSA}/phone`, priority: 0, time: 5 });
  presences.handle({ type: 'available', from: `${ROSA}/desk`, priority: 0 });
  presences.handle({ type: 'unavailable', from: `${ROSA}/phone`, priority: 0 });
  expect(told).toEqual([{ online: true }]);
  presences.handle({ type: 'unavailable', from: `${ROSA}/desk`, priority: 0 });
  expect(told.at(-1)).toEqual({ online: false, lastSeen: 1000 });
});

test('was last seen when the server says so, where it says so', () => {
  const { presences, told } = opened();
  presences.handle({ type: 'unavailable', from: ROSA, priority: 0, time: 7 });
  expect(told).toEqual([{ online: false, lastSeen: 7 }]);
});

test('who was blocked or removed is there no more, though no presence says so', () => {
  const { presences, told } = opened();
  presences.handle({ type: 'available', from: `${ROSA}/phone`, priority: 0 });
  presences.forget(ROSA);
  presences.forget(ROSA);
  expect(told).toEqual([{ online: true }, { online: false }]);
  expect(presences.snapshot()).toEqual([]);
});
