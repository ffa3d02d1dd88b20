import { describe, expect, it } from 'vitest';
import { answering, stanza } from '../../../tests/support/requests';
import { fetchRoster, offersRosterVersions, parseRosterPush, removeRosterItem, setRosterItem } from './roster';

const SELF = 'juliet@example.com';
const ROMEO = `<item jid='Romeo@example.net' name='Romeo' subscription='both'><group>Friends</group></item>`;
const query = (items: string, attrs = '') => `<query xmlns='jabber:iq:roster' ${attrs}>${items}</query>`;
const push = (inside: string, attrs = "type='set'") =>
  stanza(`<iq to='juliet@example.com/chamber' id='a78b4q6ha463' ${attrs}>${inside}</iq>`);
const romeo = { jid: 'romeo@example.net', name: 'Romeo', subscription: 'both', asked: false, groups: ['Friends'] };

describe('the roster', () => {
  it('is fetched with its version', async () => {
    const items = `${ROMEO}<item jid='mercutio@example.org' subscription='from' ask='subscribe'/><item name='nobody'/>`;
    const requests = answering(SELF, query(items, "ver='ver11'"));
    expect(await fetchRoster(requests, '')).toEqual({
      ver: 'ver11',
      items: [romeo, { jid: 'mercutio@example.org', subscription: 'from', asked: true, groups: [] }]
    });
    expect(requests.asked).toEqual(['get - <query xmlns="jabber:iq:roster" ver=""/>']);
  });

  it('is unchanged when the answer to a version is empty', async () => {
    expect(await fetchRoster(answering(SELF, ''), 'ver11')).toBe('unchanged');
    const requests = answering(SELF, '');
    expect(await fetchRoster(requests)).toEqual({ items: [] });
    expect(requests.asked[0]).not.toContain('ver=');
  });

  it('is changed one contact at a time', async () => {
    const requests = answering(SELF, '', '', '');
    await setRosterItem(requests, { jid: 'nurse@example.com', name: 'Nurse & co', groups: ['Servants'] });
    await setRosterItem(requests, { jid: 'nurse@example.com', name: '' });
    await removeRosterItem(requests, 'nurse@example.com');
    expect(requests.asked).toEqual([
      'set - <query xmlns="jabber:iq:roster"><item jid="nurse@example.com" name="Nurse &amp; co">' +
        '<group>Servants</group></item></query>',
      'set - <query xmlns="jabber:iq:roster"><item jid="nurse@example.com"/></query>',
      'set - <query xmlns="jabber:iq:roster"><item jid="nurse@example.com" subscription="remove"/></query>'
    ]);
  });

  it('may be asked by version where stream features say so', () => {
    const features =
      "<features xmlns='http://etherx.jabber.org/streams'><ver xmlns='urn:xmpp:features:rosterver'/></features>";
    expect(offersRosterVersions(stanza(features))).toBe(true);
    expect(offersRosterVersions(stanza(features.replace('rosterver', 'other')))).toBe(false);
  });
});

describe('a roster push', () => {
  it('tells of one contact', () => {
    expect(parseRosterPush(push(query(ROMEO, "ver='ver34'")), SELF)).toEqual({
      type: 'set',
      item: romeo,
      ver: 'ver34'
    });
    const gone = "<item jid='nurse@example.com' subscription='remove'/>";
    expect(parseRosterPush(push(query(gone), `type='set' from='${SELF}'`), SELF)).toEqual({
      type: 'remove',
      jid: 'nurse@example.com'
    });
  });

  it.each(['eve@evil.example', 'juliet@example.com/balcony', 'example.com', 'romeo@example.net', ''])(
    'is forged by "%s"',
    (from) => {
      expect(parseRosterPush(push(query(ROMEO), `type='set' from='${from}'`), SELF)).toBeUndefined();
    }
  );

  it('is nothing with two contacts, none, one without an address, or of another type', () => {
    expect(parseRosterPush(push(query(ROMEO + ROMEO)), SELF)).toBeUndefined();
    expect(parseRosterPush(push(query('')), SELF)).toBeUndefined();
    expect(parseRosterPush(push(query("<item jid='a b'/>")), SELF)).toBeUndefined();
    expect(parseRosterPush(push(query(ROMEO), "type='result'"), SELF)).toBeUndefined();
    expect(parseRosterPush(push(''), SELF)).toBeUndefined();
  });
});
