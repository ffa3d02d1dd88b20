import { describe, expect, it } from 'vitest';
import { linkIn } from './opened-link';

const read = (link: string) => linkIn(encodeURIComponent(link));

describe('a link that Kith is opened with', () => {
  it('may begin as a web app must have it, or as everybody writes it', () => {
    const wanted = { address: 'nina@chat.example', action: 'message' };
    expect(read('xmpp:nina@chat.example?message;body=Hi%20there')).toMatchObject(wanted);
    expect(read('web+xmpp:nina@chat.example?message;body=Hi%20there')).toMatchObject(wanted);
    expect(read('web+xmpp:nina@chat.example?message;body=Hi%20there')?.fields.get('body')).toBe('Hi there');
    expect(read('web+xmpp://nina@chat.example')).toBeUndefined();
  });

  it('is nothing else', () => {
    for (const link of ['', 'javascript:alert(1)', 'https://evil.example', 'web+xmpp:', 'web+https://evil.example'])
      expect(read(link)).toBeUndefined();
    expect(linkIn('%E0%A4%A')).toBeUndefined();
  });
});
