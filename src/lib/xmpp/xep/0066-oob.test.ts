import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { buildOob, parseOob } from './0066-oob';

const parse = (inside: string) => parseOob(stanza(`<message><body>x</body>${inside}</message>`));

describe('an address beside the body', () => {
  it('is read with what is said of it', () => {
    expect(
      parse("<x xmlns='jabber:x:oob'><url>http://www.jabber.org/images/psa-license.jpg</url><desc>A license</desc></x>")
    ).toEqual([{ url: 'http://www.jabber.org/images/psa-license.jpg', desc: 'A license' }]);
    expect(parse("<x xmlns='jabber:x:oob'><url> a </url></x><x xmlns='jabber:x:oob'><url>b</url><desc/></x>")).toEqual([
      { url: 'a' },
      { url: 'b' }
    ]);
  });

  it('reads back as it was written', () => {
    expect(parse(buildOob('https://a.example/?a=1&b=<2>').toString())).toEqual([
      { url: 'https://a.example/?a=1&b=<2>' }
    ]);
  });

  it('is none without an address, or of another namespace', () => {
    for (const broken of ['', '<url/>', '<url> </url>', "<url xmlns='x'>a</url>", '<desc>d</desc>'])
      expect(parse(`<x xmlns='jabber:x:oob'>${broken}</x>`), broken).toEqual([]);
    expect(parse("<x xmlns='jabber:iq:oob'><url>a</url></x>")).toEqual([]);
  });
});
