import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { el } from '../xml';
import { buildFallback, parseFallbacks, withoutFallbacks } from './0428-fallback';

const REPLY = 'urn:xmpp:reply:0';
const message = (inside: string) => stanza(`<message>${inside}</message>`);
const fallback = (inside: string, attrs = `for='${REPLY}'`, ns = 'urn:xmpp:fallback:0') =>
  `<fallback xmlns='${ns}' ${attrs}>${inside}</fallback>`;
const strip = (body: string, inside: string, understood = [REPLY]) =>
  withoutFallbacks(body, parseFallbacks(message(inside)), understood);

describe('a fallback', () => {
  it('is a part of the body, as XEP-0461 gives it, also under its older name', () => {
    const body = '> Anna wrote:\n> Hi, how are you?\nGreat';
    const part = "<body start='0' end='33'/>";
    expect(strip(body, fallback(part))).toBe('Great');
    expect(strip(body, fallback(part, `for='${REPLY}'`, 'urn:xmpp:feature-fallback:0'))).toBe('Great');
    const built = el('message', { xmlns: 'jabber:client' }, buildFallback(REPLY, [0, 33]));
    expect(parseFallbacks(stanza(built.toString()))).toEqual([{ for: REPLY, ranges: [[0, 33]] }]);
  });

  it('is counted in code points, and may be in several places', () => {
    const parts = "<body start='0' end='2'/><body start='3' end='99'/>";
    expect(strip('👩🏽🌍x👋 rest', fallback(parts))).toBe('🌍');
    expect(strip('👋👋 hello', fallback("<body start='0' end='3'/>"))).toBe('hello');
  });

  it('is all of the body without a range, or without saying what for', () => {
    expect(strip('all', fallback(''))).toBe('');
    expect(strip('all', fallback('<body/>'))).toBe('');
    expect(strip('all', fallback('', ''))).toBe('');
    expect(parseFallbacks(message(buildFallback(REPLY).toString()))).toEqual([{ for: REPLY }]);
  });

  it.each([
    ['for what is not understood', fallback('', "for='urn:other'")],
    ['of the subject only', fallback('<subject/>')],
    ['whose range is none', fallback("<body start='-1' end='2'/>")],
    ['whose range runs backwards', fallback("<body start='3' end='1'/>")],
    ['whose range has no end', fallback("<body start='1'/>")],
    ['whose range is beyond all', fallback("<body start='500' end='999999999'/>")],
    ['whose range is words', fallback("<body start='a' end='1e3'/>")],
    ['of another namespace', fallback('', '', 'urn:other')]
  ])('%s takes nothing away', (_, inside) => {
    expect(strip('text', inside)).toBe('text');
  });

  it('costs little, however often it is said', () => {
    const parts = Array.from({ length: 5_000 }, (_, n) => `<body start='${n}' end='99999'/>`).join('');
    const fallbacks = parseFallbacks(message(fallback(parts).repeat(20)));
    const began = performance.now();
    expect(withoutFallbacks('x'.repeat(60_000), fallbacks, [REPLY])).toBe('');
    expect(performance.now() - began).toBeLessThan(500);
  });
});
