import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { buildInvitation, parseInvitation } from './0249-invitation';

const parse = (inside: string) => parseInvitation(stanza(`<message from='crone1@shakespeare.lit'>${inside}</message>`));
const x = (attrs: string) => parse(`<x xmlns='jabber:x:conference' ${attrs}/>`);

describe('an invitation', () => {
  it('names the room, with a password and why', () => {
    expect(
      x(
        "continue='true' jid='Darkcave@macbeth.shakespeare.lit/x' password='cauldronburn' reason='Hey Hecate!' thread='t'"
      )
    ).toEqual({ room: 'darkcave@macbeth.shakespeare.lit', password: 'cauldronburn', reason: 'Hey Hecate!' });
    expect(x("jid='darkcave@macbeth.shakespeare.lit'")).toEqual({ room: 'darkcave@macbeth.shakespeare.lit' });
  });

  it('reads back as it was written', () => {
    const invitation = { room: 'darkcave@macbeth.shakespeare.lit', password: `"<'&`, reason: 'For the "feast" & more' };
    expect(parse(buildInvitation(invitation).toString())).toEqual(invitation);
    expect(buildInvitation({ room: 'a@b' }).toString()).toBe('<x xmlns="jabber:x:conference" jid="a@b"/>');
  });

  it('is none without a room', () => {
    for (const attrs of ['', "jid=''", "jid='a b@c'", "jid='macbeth.shakespeare.lit'", "jid='@c'"])
      expect(x(attrs), attrs).toBeUndefined();
    expect(parse("<x xmlns='jabber:x:oob' jid='a@b'/>")).toBeUndefined();
  });
});
