import { expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { parseIdle } from './0319-idle';

it('the last touch is read', () => {
  const idle = stanza(
    "<presence from='a@b/c'><show>away</show><idle xmlns='urn:xmpp:idle:1' since='1969-07-21T02:56:15Z'/></presence>"
  );
  expect(parseIdle(idle)).toBe(Date.UTC(1969, 6, 21, 2, 56, 15));
});

it('no time is no touch', () => {
  expect(parseIdle(stanza("<presence><idle xmlns='urn:xmpp:idle:1'/></presence>"))).toBeUndefined();
  expect(
    parseIdle(stanza("<presence><idle xmlns='urn:xmpp:idle:0' since='1969-07-21T02:56:15Z'/></presence>"))
  ).toBeUndefined();
});
