import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { buildReceipt, buildReceiptRequest, hasReceiptRequest, parseReceipt } from './0184-receipts';

const message = (inside: string) => stanza(`<message from='a@b'>${inside}</message>`);

describe('a receipt', () => {
  it('is asked for', () => {
    expect(hasReceiptRequest(message("<body>My lord</body><request xmlns='urn:xmpp:receipts'/>"))).toBe(true);
    expect(hasReceiptRequest(message(buildReceiptRequest().toString()))).toBe(true);
    expect(hasReceiptRequest(message('<request/>'))).toBe(false);
  });

  it('names the message', () => {
    expect(parseReceipt(message("<received xmlns='urn:xmpp:receipts' id='richard2-4.1.247'/>"))).toBe(
      'richard2-4.1.247'
    );
    expect(parseReceipt(message(buildReceipt('a"b').toString()))).toBe('a"b');
  });

  it('is nothing without an id, or of another protocol', () => {
    expect(parseReceipt(message("<received xmlns='urn:xmpp:receipts'/>"))).toBeUndefined();
    expect(parseReceipt(message("<received xmlns='urn:xmpp:receipts' id=''/>"))).toBeUndefined();
    expect(parseReceipt(message("<received xmlns='urn:xmpp:chat-markers:0' id='1'/>"))).toBeUndefined();
  });
});
