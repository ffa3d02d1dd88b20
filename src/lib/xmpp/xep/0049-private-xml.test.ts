import { describe, expect, it } from 'vitest';
import { answering } from '../../../../tests/support/requests';
import { el } from '../xml';
import { fetchPrivateXml, storePrivateXml } from './0049-private-xml';

const SELF = 'hamlet@shakespeare.lit';

describe('what the own server keeps', () => {
  it('is fetched by name and namespace', async () => {
    const kept = "<query xmlns='jabber:iq:private'><exodus xmlns='exodus:prefs'><nick>Hamlet</nick></exodus></query>";
    const requests = answering(SELF, kept);
    const found = await fetchPrivateXml(requests, 'exodus', 'exodus:prefs');
    expect(found?.getChildText('nick')).toBe('Hamlet');
    expect(requests.asked).toEqual(['get - <query xmlns="jabber:iq:private"><exodus xmlns="exodus:prefs"/></query>']);
  });

  it('may be nothing, and is not something else', async () => {
    const other = "<query xmlns='jabber:iq:private'><exodus xmlns='other'/></query>";
    for (const answer of ['', other])
      expect(await fetchPrivateXml(answering(SELF, answer), 'exodus', 'e')).toBeUndefined();
  });

  it('is stored', async () => {
    const requests = answering(SELF, '');
    await storePrivateXml(requests, el('storage', { xmlns: 'storage:bookmarks' }));
    expect(requests.asked).toEqual([
      'set - <query xmlns="jabber:iq:private"><storage xmlns="storage:bookmarks"/></query>'
    ]);
  });
});
