import { describe, expect, it } from 'vitest';
import { parseFrame } from '../xml';
import { BOOKMARKS, BOOKMARKS_NODE, buildBookmark, parseBookmark } from './0402-bookmarks';

const ROOM = 'theplay@conference.shakespeare.lit';
const read = (payload: string, id = ROOM) => parseBookmark({ id, payload: parseFrame(payload) });
const conference = (attrs: string, inside = '', ns = BOOKMARKS) =>
  `<conference xmlns='${ns}' ${attrs}>${inside}</conference>`;

describe('a bookmark', () => {
  it('says how a room is called, and to enter it', () => {
    expect(
      read(conference("name='The Play&apos;s the Thing' autojoin='true'", '<nick>JC</nick><password>p</password>'))
    ).toEqual({ room: ROOM, name: "The Play's the Thing", autojoin: true, nick: 'JC', password: 'p', extensions: '' });
    expect(read(conference("autojoin='1'"))?.autojoin).toBe(true);
  });

  it('needs to say nothing', () => {
    expect(read(conference(''), 'ThePlay@Conference.Shakespeare.lit')).toEqual({
      room: ROOM,
      autojoin: false,
      extensions: ''
    });
    expect(read(conference("autojoin='yes' name=''", '<nick/>'))).toEqual({
      room: ROOM,
      autojoin: false,
      extensions: ''
    });
  });

  it('keeps what others put there', () => {
    const kept = `<extensions><state xmlns='http://myclient.example/bookmark/state' minimized='true'/>
      <pinned xmlns='urn:xmpp:bookmarks-pinning:0'>x<y/></pinned><own/></extensions>`;
    const bookmark = read(conference("name='n'", kept));
    expect(bookmark?.extensions).toBe(
      '<state xmlns="http://myclient.example/bookmark/state" minimized="true"/>' +
        '<pinned xmlns="urn:xmpp:bookmarks-pinning:0">x<y/></pinned><own xmlns="urn:xmpp:bookmarks:1"/>'
    );
    expect(bookmark && read(buildBookmark(bookmark).toString())).toEqual(bookmark);
  });

  it('is written, and read back', () => {
    const bookmark = { room: ROOM, name: 'a"b', autojoin: true, nick: '<J>', password: '&', extensions: '' };
    expect(read(buildBookmark(bookmark).toString())).toEqual(bookmark);
    expect(buildBookmark({ room: ROOM, autojoin: false, extensions: '' }).toString()).toBe(
      '<conference xmlns="urn:xmpp:bookmarks:1"/>'
    );
  });

  it('is none without a room, a conference or the namespace', () => {
    for (const id of ['', 'a b@c', 'conference.shakespeare.lit', '@c'])
      expect(read(conference(''), id), id).toBeUndefined();
    expect(read(conference('', '', 'urn:xmpp:bookmarks:0'))).toBeUndefined();
    expect(read(`<url xmlns='${BOOKMARKS}'/>`)).toBeUndefined();
    expect(parseBookmark({ id: ROOM })).toBeUndefined();
  });

  it('lives in a node that only the own devices see', () => {
    expect(Object.fromEntries(BOOKMARKS_NODE)).toEqual({
      persist_items: 'true',
      access_model: 'whitelist',
      max_items: 'max',
      send_last_published_item: 'never'
    });
  });
});
