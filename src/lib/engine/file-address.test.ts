import { describe, expect, it } from 'vitest';
import { isWebAddress, mayFetch } from './file-address';

const OWN = { domain: 'montague.example', files: 'files.example' };

describe('the address of a file', () => {
  it('is of the web, with TLS', () => {
    for (const url of [
      'https://a.example/b',
      'https://a.example:5443/b',
      'HTTPS://A.example',
      'http://localhost:8080/b'
    ])
      expect(isWebAddress(url), url).toBe(true);
    for (const url of [
      ...[
        'http://a.example/b',
        'ftp://a.example/b',
        'javascript:alert(1)',
        'data:text/html,x',
        'blob:https://a.example/1'
      ],
      ...[
        'aesgcm://a.example/b#00',
        'https://user:pass@a.example/',
        'https://user@a.example/',
        '//a.example/b',
        '',
        'a b'
      ],
      ...['file:///etc/passwd', 'https://', 'http://localhost.a.example/']
    ])
      expect(isWebAddress(url), url).toBe(false);
  });

  it('may be fetched where it is public', () => {
    for (const url of ['https://a.example/b', 'https://xn--bcher-kva.example/', 'https://a.b.c.example./d'])
      expect(mayFetch(url, OWN), url).toBe(true);
  });

  it('is never fetched from inside of a network because a message says so', () => {
    for (const host of [
      ...['localhost', '127.0.0.1', '10.0.0.1', '192.168.1.1', '169.254.169.254', '0x7f.1', '2130706433', '[::1]'],
      ...[
        '[fd00::1]',
        '[::ffff:10.0.0.1]',
        '8.8.8.8',
        'router',
        'printer.local',
        'nas.lan',
        'a.internal',
        'a.localhost'
      ],
      ...['router.home.arpa', 'LOCALHOST', 'localhost.', 'printer.local.']
    ])
      expect(mayFetch(`https://${host}/x`, OWN), host).toBe(false);
    expect(mayFetch('http://localhost/x', OWN)).toBe(false);
  });

  it('is fetched from our own server wherever that is', () => {
    for (const host of ['montague.example', 'upload.montague.example', 'files.example'])
      expect(mayFetch(`https://${host}/x`, OWN), host).toBe(true);
    expect(mayFetch('https://upload.family.lan/x', { domain: 'family.lan' })).toBe(true);
    expect(mayFetch('https://192.168.1.5/x', { domain: 'family.lan', files: '192.168.1.5' })).toBe(true);
    expect(mayFetch('http://localhost:5280/x', { domain: 'localhost' })).toBe(true);
    expect(mayFetch('http://montague.example/x', OWN)).toBe(false);
    expect(mayFetch('https://evilmontague.local/x', { domain: 'montague.local' })).toBe(false);
  });
});
