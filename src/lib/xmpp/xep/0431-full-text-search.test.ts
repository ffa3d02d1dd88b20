import { describe, expect, it } from 'vitest';
import { buildArchiveQuery } from './0313-archive';
import { isFullTextSearch } from './0431-full-text-search';

describe('searching an archive', () => {
  it('is offered by a feature', () => {
    expect(isFullTextSearch({ features: ['urn:xmpp:mam:2', 'urn:xmpp:fulltext:0'] })).toBe(true);
    expect(isFullTextSearch({ features: ['urn:xmpp:mam:2', 'urn:xmpp:fulltext:1'] })).toBe(false);
  });

  it('is a field of the archive’s form', () => {
    const built = buildArchiveQuery({ with: 'juliet@capulet.lit', fullText: 'light & window', before: '' }, 'q');
    expect(built.toString()).toContain(
      '<field var="with"><value>juliet@capulet.lit</value></field>' +
        '<field var="{urn:xmpp:fulltext:0}fulltext"><value>light &amp; window</value></field>'
    );
  });

  it('is no part of other queries', () => {
    expect(buildArchiveQuery({ before: '' }, 'q').toString()).not.toContain('fulltext');
  });
});
