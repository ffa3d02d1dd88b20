import { describe, expect, it } from 'vitest';
import { fromFragment, toFragment } from './fragment';
import { el, elements, parseFrame } from './xml';

const kept = (xml: string) => toFragment(elements(parseFrame(xml)));

describe('elements that are kept as text', () => {
  it('mean the same elsewhere', () => {
    const fragment = kept(
      "<outer xmlns='urn:o' xmlns:p='urn:p'><a/><b xmlns='urn:b' x='&lt;&amp;&quot;'>t &lt; u<c/></b><p:d p:e='1'/></outer>"
    );
    const [a, b, d] = fromFragment(fragment);
    expect([a, b, d].map((element) => [element?.getName(), element?.getNS()])).toEqual([
      ['a', 'urn:o'],
      ['b', 'urn:b'],
      ['d', 'urn:p']
    ]);
    expect(b?.attrs.x).toBe('<&"');
    expect(b?.getText()).toBe('t < u');
    expect(elements(b ?? el('none'))[0]?.getNS()).toBe('urn:b');
    const moved = el('extensions', { xmlns: 'urn:elsewhere' }, ...fromFragment(fragment));
    expect(kept(moved.toString())).toBe(fragment);
  });

  it('are nothing when there are none', () => {
    expect(kept("<outer xmlns='urn:o'>words</outer>")).toBe('');
    expect(fromFragment('')).toEqual([]);
  });

  it('keep what has no namespace without one', () => {
    const [bare] = fromFragment(kept('<outer><a/></outer>'));
    expect(bare?.getNS()).toBeUndefined();
  });
});
