import { describe, expect, it } from 'vitest';
import type { RoomEvent } from '../../engine/api-rooms';
import { eventsText, eventText, type EventNames } from './event-text';

const names: EventNames = {
  self: 'Nina',
  called: (nick, address) => (address === 'mum@a.example' ? 'Mum' : (nick ?? address ?? ''))
};
const all = (...events: RoomEvent[]): string => eventsText(events, names);

describe('eventText', () => {
  it.each<[RoomEvent, string]>([
    [{ kind: 'added', who: 'Anna' }, 'Anna joined'],
    [{ kind: 'added', who: 'Anna', by: 'Anna' }, 'Anna joined'],
    [{ kind: 'added', who: 'edith', address: 'mum@a.example' }, 'Mum joined'],
    [{ kind: 'added', who: 'Nina', me: true }, 'You joined'],
    [{ kind: 'added', who: 'Anna', by: 'Tom' }, 'Tom added Anna'],
    [{ kind: 'added', who: 'Anna', by: 'Nina' }, 'You added Anna'],
    [{ kind: 'added', who: 'Nina', by: 'Tom', me: true }, 'Tom added you'],
    [{ kind: 'left', who: 'Anna' }, 'Anna left'],
    [{ kind: 'removed', who: 'Anna', by: 'Tom' }, 'Tom removed Anna'],
    [{ kind: 'kicked' }, 'Someone was sent out'],
    [{ kind: 'banned', who: 'Nina', me: true }, 'You were banned'],
    [{ kind: 'plain', who: 'Anna' }, 'Anna is no longer an admin'],
    [{ kind: 'muted', who: 'Anna' }, 'Anna can no longer write'],
    [{ kind: 'nick', who: 'Anna', text: 'Ann' }, 'Anna is now called Ann'],
    [{ kind: 'subject', by: 'Tom', text: 'Cake' }, 'Tom changed the topic: Cake'],
    [{ kind: 'subject', by: 'Nina', text: 'Cake' }, 'You changed the topic: Cake'],
    [{ kind: 'subject', text: 'Cake' }, 'The topic is now: Cake'],
    [{ kind: 'subject', by: 'Tom', text: '' }, 'Tom removed the topic']
  ])('%j is: %s', (event, sentence) => expect(eventText(event, names)).toBe(sentence));

  it('keeps a name that runs from right to left in its place', () => {
    expect(eventText({ kind: 'admin', who: 'سارة', by: 'Tom' }, names)).toBe('Tom made \u2068سارة\u2069 an admin');
  });
});

describe('eventsText', () => {
  it('is the sentence of one', () => expect(all({ kind: 'left', who: 'Anna' })).toBe('Anna left'));

  it('counts those who came and those who went', () => {
    expect(all({ kind: 'added', who: 'Anna' }, { kind: 'added', who: 'Tom' })).toBe('Anna and 1 other joined');
    expect(
      all({ kind: 'left', who: 'Anna' }, { kind: 'left', who: 'Tom', address: 't@a' }, { kind: 'left', who: 'Tom' })
    ).toBe('Anna and 2 others left');
  });

  it('counts changes when they are not alike, when one comes twice, and when the user is among them', () => {
    expect(all({ kind: 'added', who: 'Anna' }, { kind: 'left', who: 'Anna' })).toBe('2 changes');
    expect(all({ kind: 'added', who: 'Anna' }, { kind: 'added', who: 'Anna' })).toBe('2 changes');
    expect(all({ kind: 'added', who: 'Anna' }, { kind: 'added', who: 'Nina', me: true })).toBe('2 changes');
    expect(all({ kind: 'admin', who: 'Anna' }, { kind: 'admin', who: 'Tom' })).toBe('2 changes');
  });
});
