import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { buildMention, parseMentions } from './0372-references';

const parse = (inside: string) => parseMentions(stanza(`<message type='groupchat'><body>x</body>${inside}</message>`));
const reference = (uri: string, type = 'mention') =>
  `<reference xmlns='urn:xmpp:reference:0' begin='72' end='78' type='${type}' uri='${uri}'/>`;

describe('a mention', () => {
  it('names people and occupants', () => {
    expect(
      parse(
        reference('xmpp:Juliet@capulet.lit') +
          reference('xmpp:balcony@chat.lit/The%20%C3%A9lan%2F%3F?join') +
          reference('XMPP:juliet@capulet.lit')
      )
    ).toEqual(['juliet@capulet.lit', 'balcony@chat.lit/The élan/?']);
  });

  it('reads back as it was written', () => {
    for (const address of ['juliet@capulet.lit', 'balcony@chat.lit/a@b/c?d#é%20"', 'o+k@b', 'balcony@chat.lit/@'])
      expect(parse(buildMention(72, 78, address).toString()), address).toEqual([address]);
    expect(buildMention(72, 78, 'juliet@capulet.lit').toString()).toBe(
      '<reference xmlns="urn:xmpp:reference:0" type="mention" begin="72" end="78" uri="xmpp:juliet@capulet.lit"/>'
    );
  });

  it('is none of nobody, or of another kind', () => {
    expect(parse('')).toEqual([]);
    expect(parse(reference('xmpp:juliet@capulet.lit', 'data'))).toEqual([]);
    for (const uri of ['', 'xmpp:', 'xmpp:?join', 'https://capulet.lit/', 'xmpp:%ff@b', 'xmpp:%', 'xmpp:a b@c'])
      expect(parse(reference(uri)), uri).toEqual([]);
    expect(parse("<reference xmlns='urn:xmpp:reference:1' type='mention' uri='xmpp:a@b'/>")).toEqual([]);
  });

  it('of a whole crowd is one of nobody', () => {
    const crowd = (size: number) => Array.from({ length: size }, (_, i) => reference(`xmpp:u${i}@b`)).join('');
    expect(parse(crowd(100))).toHaveLength(100);
    expect(parse(crowd(101))).toEqual([]);
  });
});
