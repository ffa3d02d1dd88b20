import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { buildDelay, parseDelay, parseStamp } from './0203-delay';

const message = (inside: string) => stanza(`<message from='romeo@montague.net/orchard'>${inside}</message>`);
const STAMPED = "<delay xmlns='urn:xmpp:delay' from='capulet.com' stamp='2002-09-10T23:08:25Z'>Offline Storage</delay>";

describe('a delay', () => {
  it('is believed of a trusted entity', () => {
    expect(parseDelay(message(STAMPED), ['juliet@capulet.com', 'capulet.com'])).toEqual({
      time: Date.UTC(2002, 8, 10, 23, 8, 25),
      from: 'capulet.com'
    });
  });

  it('is not believed of anybody else', () => {
    expect(parseDelay(message(STAMPED), ['juliet@capulet.com'])).toBeUndefined();
    expect(parseDelay(message(STAMPED.replace(" from='capulet.com'", '')), ['capulet.com'])).toBeUndefined();
  });

  it('is the earliest of several', () => {
    const later = STAMPED.replace('2002', '2003');
    expect(parseDelay(message(later + STAMPED), ['capulet.com'])?.time).toBe(Date.UTC(2002, 8, 10, 23, 8, 25));
  });

  it('is nothing without a time', () => {
    expect(parseDelay(message("<delay xmlns='urn:xmpp:delay' from='a' stamp='soon'/>"), ['a'])).toBeUndefined();
    expect(parseStamp(message("<delay xmlns='urn:xmpp:delay'/>"))).toBeUndefined();
    expect(parseStamp(message(''))).toBeUndefined();
  });

  it('is written, and read back', () => {
    const built = buildDelay(1_000_000_000_000, 'a.example');
    expect(parseDelay(message(built.toString()), ['a.example'])?.time).toBe(1_000_000_000_000);
    expect(parseStamp(message(buildDelay(5).toString()))).toBe(5);
  });
});
