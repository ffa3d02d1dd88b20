import { describe, expect, it } from 'vitest';
import { answering, stanza } from '../../../../tests/support/requests';
import { archiveQueryId, buildArchiveQuery, parseArchiveResult, parseFin, queryArchive } from './0313-archive';

const SELF = 'juliet@capulet.lit';
const ROOM = 'coven@chat.shakespeare.lit';
const result = (options: { from?: string; attrs?: string; type?: string; sender?: string; stamp?: string } = {}) =>
  stanza(
    `<message ${options.from === undefined ? '' : `from='${options.from}'`} id='aeb213' to='juliet@capulet.lit/chamber'>
      <result xmlns='urn:xmpp:mam:2' ${options.attrs ?? "queryid='f27' id='28482-98726-73623'"}>
        <forwarded xmlns='urn:xmpp:forward:0'>${options.stamp ?? "<delay xmlns='urn:xmpp:delay' stamp='2010-07-10T23:08:25Z'/>"}
          <message xmlns='jabber:client' from='${options.sender ?? 'witch@shakespeare.lit'}' to='juliet@capulet.lit'
            type='${options.type ?? 'chat'}'><body>Hail to thee</body></message>
        </forwarded></result></message>`
  );

describe('a query', () => {
  it('asks for a page between two times with one address', () => {
    const built = buildArchiveQuery({ with: 'juliet@capulet.lit', start: 0, end: 1000, max: 10, after: 'x' }, 'f27');
    expect(built.toString()).toBe(
      '<query xmlns="urn:xmpp:mam:2" queryid="f27"><x xmlns="jabber:x:data" type="submit">' +
        '<field var="FORM_TYPE" type="hidden"><value>urn:xmpp:mam:2</value></field>' +
        '<field var="with"><value>juliet@capulet.lit</value></field>' +
        '<field var="start"><value>1970-01-01T00:00:00.000Z</value></field>' +
        '<field var="end"><value>1970-01-01T00:00:01.000Z</value></field></x>' +
        '<set xmlns="http://jabber.org/protocol/rsm"><max>10</max><after>x</after></set></query>'
    );
  });

  it('asks for the newest page, and for single messages', () => {
    expect(buildArchiveQuery({ before: '' }, 'q').toString()).toContain('<before/>');
    expect(buildArchiveQuery({ ids: ['1', '2'] }, 'q').toString()).toContain(
      '<field var="ids"><value>1</value><value>2</value></field>'
    );
  });

  it('ends with what the page was', async () => {
    const fin = `<fin xmlns='urn:xmpp:mam:2' complete='true'><set xmlns='http://jabber.org/protocol/rsm'>
      <first index='0'>28482-98726-73623</first><last>09af3-cc343-b409f</last><count>20</count></set></fin>`;
    const requests = answering(SELF, fin);
    expect(await queryArchive(requests, { archive: ROOM, max: 5 }, 'q')).toEqual({
      complete: true,
      stable: true,
      first: '28482-98726-73623',
      last: '09af3-cc343-b409f',
      count: 20
    });
    expect(requests.asked[0]).toMatch(/^set coven@chat\.shakespeare\.lit <query /);
  });

  it('fails when the answer has no end', async () => {
    await expect(queryArchive(answering(SELF, ''), {}, 'q')).rejects.toThrow('did not end');
  });

  it('takes an end with little in it for what it is', () => {
    expect(parseFin(stanza("<iq type='result'><fin xmlns='urn:xmpp:mam:2' stable='false'/></iq>"))).toEqual({
      complete: false,
      stable: false
    });
    expect(parseFin(stanza("<iq type='result'><fin xmlns='urn:xmpp:mam:1' complete='true'/></iq>"))).toBeUndefined();
  });
});

describe('a result', () => {
  it('comes from the own account, named or not', () => {
    for (const from of [undefined, SELF]) {
      const parsed = parseArchiveResult(result(from === undefined ? {} : { from }), SELF, SELF);
      expect(parsed).toMatchObject({ queryId: 'f27', id: '28482-98726-73623', time: Date.UTC(2010, 6, 10, 23, 8, 25) });
      expect(parsed?.message.attrs.from).toBe('witch@shakespeare.lit');
    }
  });

  it.each(['eve@evil.lit', 'capulet.lit', 'juliet@capulet.lit/chamber', ROOM, ''])('is forged by "%s"', (from) => {
    expect(parseArchiveResult(result({ from }), SELF, SELF)).toBeUndefined();
  });

  it("of a room is that room's groupchat and nothing else", () => {
    const good = { from: ROOM, type: 'groupchat', sender: `${ROOM}/firstwitch` };
    expect(parseArchiveResult(result(good), ROOM, SELF)).toBeDefined();
    expect(parseArchiveResult(result({ ...good, type: 'chat' }), ROOM, SELF)).toBeUndefined();
    expect(parseArchiveResult(result({ ...good, sender: 'other@chat.shakespeare.lit/x' }), ROOM, SELF)).toBeUndefined();
    expect(parseArchiveResult(result({ ...good, from: SELF }), ROOM, SELF)).toBeUndefined();
    const unnamed = { type: good.type, sender: good.sender };
    expect(parseArchiveResult(result(unnamed), ROOM, SELF)).toBeUndefined();
  });

  it('has an id, a query and a time', () => {
    expect(parseArchiveResult(result({ attrs: "id='1'" }), SELF, SELF)).toBeUndefined();
    expect(parseArchiveResult(result({ attrs: "queryid='f27'" }), SELF, SELF)).toBeUndefined();
    expect(parseArchiveResult(result({ stamp: '' }), SELF, SELF)).toBeUndefined();
    expect(parseArchiveResult(stanza('<message><body>x</body></message>'), SELF, SELF)).toBeUndefined();
  });

  it('is known for one before anything is trusted', () => {
    expect(archiveQueryId(result({ from: 'eve@evil.lit' }))).toBe('f27');
    expect(archiveQueryId(result({ attrs: '' }))).toBe('');
    expect(archiveQueryId(stanza('<message/>'))).toBeUndefined();
  });
});
