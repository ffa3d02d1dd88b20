import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { buildEncryption, parseEncryption } from './0380-encryption';

const message = (inside: string) =>
  stanza(`<message to='juliet@capulet.lit/balcony' from='romeo@montague.lit/orchard' id='secret1'>${inside}</message>`);
const read = (attrs: string) => parseEncryption(message(`<encryption xmlns='urn:xmpp:eme:0' ${attrs}/>`));

describe('what a message is encrypted with', () => {
  it('is told as in the examples, and written so', () => {
    expect(
      parseEncryption(
        message("<body>?OTR?v23?...</body><encryption xmlns='urn:xmpp:eme:0' namespace='urn:xmpp:otr:0'/>")
      )
    ).toEqual({ namespace: 'urn:xmpp:otr:0', name: 'OTR' });
    expect(read("namespace='urn:xmpp:omemo:2'")).toEqual({ namespace: 'urn:xmpp:omemo:2', name: 'OMEMO' });
    expect(buildEncryption('urn:xmpp:omemo:2').toString()).toBe(
      '<encryption xmlns="urn:xmpp:eme:0" namespace="urn:xmpp:omemo:2"/>'
    );
  });

  it('has the name that its sender gives only where it is not known by another', () => {
    expect(read("namespace='urn:own' name=' Ours '")).toEqual({ namespace: 'urn:own', name: 'Ours' });
    expect(read("namespace='urn:own' name=' '")).toEqual({ namespace: 'urn:own' });
    expect(read("namespace='jabber:x:encrypted' name='Get it at evil.example'")?.name).toBe('Legacy OpenPGP');
    expect(read(`namespace='urn:own' name='${'x'.repeat(500)}'`)?.name).toHaveLength(100);
  });

  it('is nothing where nothing, or too much, is said', () => {
    expect(read('')).toBeUndefined();
    expect(read("namespace=''")).toBeUndefined();
    expect(read(`namespace='${'x'.repeat(101)}'`)).toBeUndefined();
    expect(parseEncryption(message("<encryption namespace='urn:xmpp:otr:0'/>"))).toBeUndefined();
    expect(
      parseEncryption(message("<x xmlns='urn:x'><encryption xmlns='urn:xmpp:eme:0' namespace='urn:x'/></x>"))
    ).toBeUndefined();
  });
});
