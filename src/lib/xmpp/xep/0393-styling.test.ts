import { expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { buildUnstyled, isUnstyled } from './0393-styling';

it('the sender can say that a text has no styles', () => {
  expect(isUnstyled(stanza("<message><body>*a*</body><unstyled xmlns='urn:xmpp:styling:0'/></message>"))).toBe(true);
  expect(isUnstyled(stanza(`<message>${buildUnstyled().toString()}</message>`))).toBe(true);
  expect(
    isUnstyled(stanza("<message><body>*a*</body><unstyled/><unstyled xmlns='urn:xmpp:styling:9'/></message>"))
  ).toBe(false);
});
