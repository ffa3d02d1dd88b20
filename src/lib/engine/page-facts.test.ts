import { describe, expect, it } from 'vitest';
import { readPage } from './page-facts';

const head = (inside: string) =>
  readPage(`<!doctype html><html><head>${inside}</head><body><h1>Body</h1></body></html>`);

describe('what a page says of itself', () => {
  it('is what it says for others, else what it says for itself', () => {
    expect(
      head(`<title>Own</title><meta property="og:title" content="The Cake &amp; more">
        <meta content='With &quot;sugar&quot;&#33; &#x1F370;' property='og:description'>
        <meta name=description content=plain><META PROPERTY="og:site_name" CONTENT="Cakes
        Ltd"><meta property="og:image" content="/cake.jpg">`)
    ).toEqual({ title: 'The Cake & more', description: 'With "sugar"! 🍰', site: 'Cakes Ltd', image: '/cake.jpg' });
    expect(head('<title>\n Own &lt;title&gt;\n</title><meta name="description" content="Words">')).toEqual({
      title: 'Own <title>',
      description: 'Words'
    });
  });

  it('is not what stands in scripts, comments and the body', () => {
    const hidden = '<meta property="og:title" content="No">';
    expect(head(`<!-- ${hidden} --><script>"${hidden}"</script><style>${hidden}</style><title>Yes</title>`)).toEqual({
      title: 'Yes'
    });
    expect(readPage(`<body>${hidden}<title>No</title>`)).toEqual({});
    expect(head(`<meta content="a > b" name="description"><title>Yes</title>`)).toEqual({
      title: 'Yes',
      description: 'a > b'
    });
  });

  it('is nothing when the page is broken', () => {
    for (const page of ['', '<', '<meta', '<title>', '<!--', '<script>x', '<meta content="x', '<title', 'text'])
      expect(readPage(page)).toEqual({});
    expect(head('<meta property="og:title" content="&#0;&#x110000;&bogus;">').title).toBe('&bogus;');
    expect(head('<meta property="__proto__" content="x"><meta name="constructor" content="x">')).toEqual({});
  });

  it('is read in a moment, however hostile the page', () => {
    const size = 512 * 1024;
    const pages = ['<', '<meta ', '<meta a="', '<!--', '<meta content=', '<script><', '<title>', '&#', '<a b="'].map(
      (part) => part.repeat(size / part.length)
    );
    const began = performance.now();
    for (const page of pages) readPage(page);
    for (const page of pages) head(`<meta property="og:title" content="${page.replaceAll('"', '')}">`);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
