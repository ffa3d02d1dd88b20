import { afterEach, describe, expect, it, vi } from 'vitest';
import { Random } from '../../../../tests/support/random';
import { parsePlain, parseStyling, plainText, type Block } from './styling';
import { MARKS, type Span } from './styling-spans';

/** Blocks as one line that shows what was understood: `<strong>` for spans, `{code}` and `[quote]` for blocks. */
function drawn(blocks: Block[]): string {
  return blocks
    .map((block) => {
      if (block.kind === 'quote') return `[${drawn(block.blocks)}]`;
      return block.kind === 'code' ? `{${block.label}|${block.text}}` : block.spans.map(drawnSpan).join('');
    })
    .join('');
}

function drawnSpan(span: Span): string {
  if (span.kind === 'text') return span.text;
  const inner = 'spans' in span ? span.spans.map(drawnSpan).join('') : span.text;
  return `<${span.kind}:${inner}>`;
}

const draw = (text: string): string => drawn(parseStyling(text));

/** Every character of the blocks, marks too. */
function written(blocks: Block[]): string {
  const spoken = (span: Span): string => {
    if (span.kind === 'text' || span.kind === 'link') return span.text;
    const inner = 'spans' in span ? span.spans.map(spoken).join('') : span.text;
    return `${MARKS[span.kind]}${inner}${MARKS[span.kind]}`;
  };
  return blocks
    .map((block) => {
      if (block.kind === 'quote') return written(block.blocks);
      return block.kind === 'code' ? block.label + block.text : block.spans.map(spoken).join('');
    })
    .join('');
}

afterEach(() => vi.restoreAllMocks());

describe('spans (XEP-0393 §6.2)', () => {
  it.each([
    ['*strong*', '<strong:strong>'],
    ['plain *strong* plain', 'plain <strong:strong> plain'],
    ['*strong* plain *strong*', '<strong:strong> plain <strong:strong>'],
    ['*strong*plain*', '<strong:strong>plain*'],
    ['* plain *strong*', '* plain <strong:strong>'],
    ['The full title is _Twelfth Night_ but', 'The full title is <em:Twelfth Night> but'],
    ['Everyone ~dis~likes cake.', 'Everyone <strike:dis>likes cake.'],
    ['This is `*monospace*`', 'This is <code:*monospace*>'],
    ['This is *`monospace and bold`*', 'This is <strong:<code:monospace and bold>>'],
    ['_*~all~*_', '<em:<strong:<strike:all>>>'],
    ['_containing *strong span*_', '<em:containing <strong:strong span>>'],
    ['*a _b* c_', '<strong:a _b> c_']
  ])('styles %s', (text, shown) => expect(draw(text)).toBe(shown));

  it.each([
    'not strong*',
    '*not strong',
    '*not \n strong*',
    '*not *strong',
    '**',
    '****',
    '**not strong**',
    '2*3*4',
    'snake_case_name',
    '2 * 3 * 4',
    '* *',
    '*',
    '\u00a0*\u00a0*',
    '`'
  ])('leaves %s as it is', (text) => expect(draw(text)).toBe(text));

  it('keeps links whole, within styles and not within code', () => {
    expect(draw('_https://a.example/b_c_d *x*_')).toBe('<em:<link:https://a.example/b_c_d> <strong:x>>');
    expect(draw('*see https://a.example/b_c* now')).toBe('<strong:see <link:https://a.example/b_c>> now');
    expect(draw('*https://a.example/*')).toBe('<strong:<link:https://a.example/>>');
    expect(draw('`https://a.example`')).toBe('<code:https://a.example>');
    expect(draw('https://a.example/*x*/ *y*')).toBe('<link:https://a.example/*x*/> <strong:y>');
  });
});

describe('blocks (XEP-0393 §6.1)', () => {
  it('end styles with the line', () => {
    const text =
      '(There are three blocks in this body marked by parens,)\n(but there is no *formatting)\n(as spans* may)';
    expect(draw(text)).toBe(text);
  });

  it.each([
    ['```ignored\n(println "Hello")\n```\n\nmonospace ⤴', '{ignored|(println "Hello")}monospace ⤴'],
    ['> ```\n> (println "Hello")\n\nplaintext!', '[{|(println "Hello")}]plaintext!'],
    ['> That that is, is.\n\nSaid the old hermit.', '[That that is, is.]Said the old hermit.'],
    ['>> That that is, is.\n> Said the old hermit.\n\nWho?', '[[That that is, is.]Said the old hermit.]Who?'],
    ['```\n*a*\n> b\n``` \n```\n*c*', '{|*a*\n> b\n``` }<strong:c>'],
    ['```all in one```', '{all in one```|}'],
    ['a\n```\nb', 'a{|b}'],
    ['a > b', 'a > b'],
    [' > a', ' > a'],
    ['>  a', '[ a]'],
    ['a\n\n\nb', 'a\n\n\nb'],
    ['> *a\n> b*', '[*a\nb*]'],
    ['> > a\n> b\nc *d*', '[[a]b]c <strong:d>'],
    ['', '']
  ])('are found in %j', (text, shown) => expect(draw(text)).toBe(shown));

  it('are none in what is not to be styled', () => {
    expect(drawn(parsePlain('> *a*\n```\nhttps://a.example'))).toBe('> *a*\n```\n<link:https://a.example>');
  });
});

describe('hostile text', () => {
  /** How many characters were looked at and copied. */
  function steps(work: () => void): number {
    const at = vi.spyOn(String.prototype, 'charAt');
    const slice = vi.spyOn(String.prototype, 'slice');
    work();
    const copied = slice.mock.results.reduce((sum, { value }) => sum + String(value).length, 0);
    const counted = at.mock.calls.length + copied;
    vi.restoreAllMocks();
    return counted;
  }

  it('takes steps by its length alone', () => {
    const parts = [
      '*',
      '_',
      '>',
      '`',
      '~',
      '* ',
      ' *',
      '*a ',
      'a* ',
      ' *_~`',
      '*_',
      '> ',
      '>\n',
      '```\n',
      '\n',
      '*a* _'
    ];
    for (const part of [...parts, 'https://a.example/*_', ' _https://', '*https://a(']) {
      const text = part.repeat(Math.ceil(20_000 / part.length));
      let blocks: Block[] = [];
      expect(
        steps(() => (blocks = parseStyling(text))),
        part
      ).toBeLessThan(25 * text.length);
      plainText(blocks);
    }
  });

  it('nests only so deep', () => {
    const nested = `${'>'.repeat(10_000)} a`;
    expect(draw(nested)).toMatch(/^\[{6}>{9994} a\]{6}$/);
    expect(draw(Array.from({ length: 300 }, (_, depth) => '>'.repeat(depth)).join('\n')).length).toBeLessThan(60_000);
  });

  it('loses and adds nothing but the marks of blocks', () => {
    const random = new Random(393);
    const pieces = {
      '*': 4,
      _: 4,
      '~': 2,
      '`': 3,
      ' ': 6,
      '\n': 3,
      '>': 2,
      '```': 1,
      a: 6,
      'https://a.example/': 1,
      '🎉': 1
    };
    const bare = (text: string): string => text.replace(/[\s>`]/g, '');
    for (let round = 0; round < 3_000; round++) {
      const text = Array.from({ length: random.between(0, 40) }, () => random.pick(pieces)).join('');
      const blocks = parseStyling(text);
      expect(bare(written(blocks)), JSON.stringify(text)).toBe(bare(text));
      if (!/[>`]/.test(text)) expect(written(blocks)).toBe(text);
    }
  });
});
