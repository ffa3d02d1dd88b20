import { describe, expect, it } from 'vitest';
import { parseFrame } from '../xml';
import { parseForwarded } from './0297-forwarding';

const wrap = (inside: string) => parseFrame(`<w xmlns='urn:w'>${inside}</w>`);
const MESSAGE =
  "<message xmlns='jabber:client' from='juliet@capulet.lit/orchard'><body>Yet I should kill thee</body></message>";
const forwarded = (inside: string) => `<forwarded xmlns='urn:xmpp:forward:0'>${inside}</forwarded>`;

describe('a forwarded message', () => {
  it('is unwrapped with its time', () => {
    const parsed = parseForwarded(
      wrap(forwarded(`<delay xmlns='urn:xmpp:delay' stamp='2010-07-10T23:08:25Z'/>${MESSAGE}`))
    );
    expect(parsed?.time).toBe(Date.UTC(2010, 6, 10, 23, 8, 25));
    expect(parsed?.message.attrs.from).toBe('juliet@capulet.lit/orchard');
  });

  it('may lack its time', () => {
    expect(parseForwarded(wrap(forwarded(MESSAGE)))).toMatchObject({ message: { name: 'message' } });
    expect(parseForwarded(wrap(forwarded(MESSAGE)))).not.toHaveProperty('time');
  });

  it('is exactly one message', () => {
    expect(parseForwarded(wrap(forwarded(MESSAGE) + forwarded(MESSAGE)))).toBeUndefined();
    expect(parseForwarded(wrap(forwarded(MESSAGE + MESSAGE)))).toBeUndefined();
    expect(parseForwarded(wrap(forwarded(`${MESSAGE}<iq xmlns='jabber:client'/>`)))).toBeUndefined();
    expect(parseForwarded(wrap(forwarded("<presence xmlns='jabber:client'/>")))).toBeUndefined();
    expect(parseForwarded(wrap(forwarded('<message/>')))).toBeUndefined();
    expect(parseForwarded(wrap(forwarded('')))).toBeUndefined();
    expect(parseForwarded(wrap(''))).toBeUndefined();
  });
});
