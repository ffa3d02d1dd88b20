import { expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { buildVersion, isVersionRequest } from './0092-version';

it('who asks for the software is recognised', () => {
  const query = "<query xmlns='jabber:iq:version'/>";
  expect(isVersionRequest(stanza(`<iq type='get' id='1'>${query}</iq>`))).toBe(true);
  expect(isVersionRequest(stanza(`<iq type='result' id='1'>${query}</iq>`))).toBe(false);
  expect(isVersionRequest(stanza("<iq type='get'><query xmlns='jabber:iq:last'/></iq>"))).toBe(false);
});

it('the answer tells name and version, not the system', () => {
  expect(buildVersion('Kith', '0.1.0').toString()).toBe(
    '<query xmlns="jabber:iq:version"><name>Kith</name><version>0.1.0</version></query>'
  );
});
