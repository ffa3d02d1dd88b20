import { describe, expect, it } from 'vitest';
import { formatDateTime, formatOffset, parseDateTime, parseOffset } from './0082-date-time';

describe('a date and time', () => {
  it('is the same moment in any zone', () => {
    const moment = Date.UTC(1969, 6, 21, 2, 56, 15);
    expect(parseDateTime('1969-07-21T02:56:15Z')).toBe(moment);
    expect(parseDateTime('1969-07-20T21:56:15-05:00')).toBe(moment);
    expect(parseDateTime(' 1969-07-21T02:56:15+00:00 ')).toBe(moment);
  });

  it('has fractions of any length, and an old form', () => {
    expect(parseDateTime('2026-12-11T05:13:30.048795Z')).toBe(Date.UTC(2026, 11, 11, 5, 13, 30, 48));
    expect(parseDateTime('20020910T23:08:25')).toBe(Date.UTC(2002, 8, 10, 23, 8, 25));
  });

  it('is written in UTC and read back', () => {
    expect(formatDateTime(1_000_000_000_123)).toBe('2001-09-09T01:46:40.123Z');
    expect(parseDateTime(formatDateTime(1_000_000_000_123))).toBe(1_000_000_000_123);
  });

  it.each([
    undefined,
    '',
    'yesterday',
    '2026-13-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-01-01T25:00:00Z',
    '2026-01-01T00:61:00Z',
    '2026-01-01T00:00:00',
    '2026-01-01',
    '+012026-01-01T00:00:00Z'
  ])('is not %s', (text) => {
    expect(parseDateTime(text)).toBeUndefined();
  });
});

describe('an offset', () => {
  it.each([
    ['Z', 0],
    ['-06:00', -360],
    ['+05:30', 330]
  ])('%s is %i minutes', (text, minutes) => {
    expect(parseOffset(text)).toBe(minutes);
    expect(parseOffset(formatOffset(minutes))).toBe(minutes);
  });

  it('is written with its sign', () => {
    expect([0, -360, 330, -90].map(formatOffset)).toEqual(['+00:00', '-06:00', '+05:30', '-01:30']);
  });

  it.each([undefined, '', '6', '06:00', '+06:60'])('is not %s', (text) => {
    expect(parseOffset(text)).toBeUndefined();
  });
});
