import { expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { buildHint, parseHints } from './0334-hints';

it('hints are read and written', () => {
  const hints = ['no-permanent-store', 'no-store', 'no-copy', 'store'] as const;
  const message = stanza(`<message>${hints.map((hint) => buildHint(hint).toString()).join('')}</message>`);
  expect(parseHints(message)).toEqual(hints);
  expect(buildHint('no-store').toString()).toBe('<no-store xmlns="urn:xmpp:hints"/>');
});

it('what is no hint is none', () => {
  expect(parseHints(stanza("<message><store/><burn xmlns='urn:xmpp:hints'/></message>"))).toEqual([]);
});
