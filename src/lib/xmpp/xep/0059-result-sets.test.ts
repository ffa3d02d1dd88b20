import { describe, expect, it } from 'vitest';
import { parseFrame } from '../xml';
import { buildRsm, parseRsm } from './0059-result-sets';

const answer = (inside: string) =>
  parseFrame(`<query xmlns='jabber:iq:search'><set xmlns='http://jabber.org/protocol/rsm'>${inside}</set></query>`);

describe('a result set', () => {
  it('is asked for by size, after and before', () => {
    expect(buildRsm({ max: 10 }).toString()).toBe('<set xmlns="http://jabber.org/protocol/rsm"><max>10</max></set>');
    expect(buildRsm({ max: 10, after: 'peterpan@neverland.lit' }).toString()).toContain(
      '<after>peterpan@neverland.lit</after>'
    );
  });

  it('is asked for from its end with an empty before', () => {
    expect(buildRsm({ max: 10, before: '' }).toString()).toBe(
      '<set xmlns="http://jabber.org/protocol/rsm"><max>10</max><before/></set>'
    );
  });

  it('says where the page lies', () => {
    expect(
      parseRsm(
        answer("<first index='0'>stpeter@jabber.org</first><last>peterpan@neverland.lit</last><count>800</count>")
      )
    ).toEqual({ first: 'stpeter@jabber.org', last: 'peterpan@neverland.lit', count: 800, index: 0 });
  });

  it('says nothing about an empty page but the count', () => {
    expect(parseRsm(answer('<count>0</count>'))).toEqual({ count: 0 });
  });

  it('ignores counts that are none, and a missing set', () => {
    expect(parseRsm(answer("<first index='-1'>a</first><count>many</count>"))).toEqual({ first: 'a' });
    expect(parseRsm(parseFrame("<query xmlns='jabber:iq:search'/>"))).toBeUndefined();
  });
});
