import { expect, it } from 'vitest';
import { parseFrame } from '../xml';
import { buildClientState, offersClientState } from './0352-client-state';

it('the client state is offered and told', () => {
  const features = parseFrame(
    "<features xmlns='http://etherx.jabber.org/streams'><csi xmlns='urn:xmpp:csi:0'/></features>"
  );
  expect(offersClientState(features)).toBe(true);
  expect(offersClientState(parseFrame("<features xmlns='http://etherx.jabber.org/streams'><csi/></features>"))).toBe(
    false
  );
  expect(buildClientState(true).toString()).toBe('<active xmlns="urn:xmpp:csi:0"/>');
  expect(buildClientState(false).toString()).toBe('<inactive xmlns="urn:xmpp:csi:0"/>');
});
