import { describe, expect, it } from 'vitest';
import { parseFrame } from '../xml';
import { buildOldBookmarks, parseOldBookmarks } from './0048-bookmarks';

const read = (inside: string) =>
  parseOldBookmarks(parseFrame(`<storage xmlns='storage:bookmarks'>${inside}</storage>`));
const COUNCIL = `<conference name='Council of Oberon' autojoin='true' jid='Council@conference.underhill.org'>
  <nick>Puck</nick><password>p</password></conference>`;
const URL = "<url name='Complete Works of Shakespeare' url='http://the-tech.mit.edu/Shakespeare/'/>";

describe('the old list of bookmarks', () => {
  it('holds rooms, and other things that are kept', () => {
    const list = read(`${URL + COUNCIL}<odd xmlns='urn:odd'/>`);
    expect(list).toEqual({
      bookmarks: [
        {
          room: 'council@conference.underhill.org',
          name: 'Council of Oberon',
          autojoin: true,
          nick: 'Puck',
          password: 'p',
          extensions: ''
        }
      ],
      rest:
        '<url name="Complete Works of Shakespeare" url="http://the-tech.mit.edu/Shakespeare/" xmlns="storage:bookmarks"/>' +
        '<odd xmlns="urn:odd"/>'
    });
    expect(list && parseOldBookmarks(parseFrame(buildOldBookmarks(list).toString()))).toEqual(list);
  });

  it('keeps what other clients put into a bookmark', () => {
    const list = read(`<conference jid='a@b'><minimize xmlns='xmpp:gajim.org/bookmarks'>true</minimize>
      <print_status>all</print_status><extensions xmlns='urn:xmpp:bookmarks:1'><x xmlns='urn:x'/></extensions></conference>`);
    expect(list?.bookmarks).toEqual([
      {
        room: 'a@b',
        autojoin: false,
        extensions: '<x xmlns="urn:x"/>',
        rest:
          '<minimize xmlns="xmpp:gajim.org/bookmarks">true</minimize>' +
          '<print_status xmlns="storage:bookmarks">all</print_status>'
      }
    ]);
    expect(list && parseOldBookmarks(parseFrame(buildOldBookmarks(list).toString()))).toEqual(list);
  });

  it('keeps bookmarks that it cannot read', () => {
    for (const attrs of ['', "jid='a b'", "jid='conference.underhill.org'"])
      expect(read(`<conference ${attrs}/>`), attrs).toMatchObject({
        bookmarks: [],
        rest: expect.stringContaining('conference') as string
      });
  });

  it('may be empty, and is none in another namespace', () => {
    expect(read('')).toEqual({ bookmarks: [], rest: '' });
    expect(buildOldBookmarks({ bookmarks: [], rest: '' }).toString()).toBe('<storage xmlns="storage:bookmarks"/>');
    expect(parseOldBookmarks(parseFrame("<storage xmlns='urn:xmpp:bookmarks:1'/>"))).toBeUndefined();
  });
});
