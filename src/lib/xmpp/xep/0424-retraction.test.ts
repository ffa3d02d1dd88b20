import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { el } from '../xml';
import { buildRetraction, isRetracted, parseRetraction } from './0424-retraction';

const NEW = "<retract id='origin-id-1' xmlns='urn:xmpp:message-retract:1'/>";
const OLD = `<apply-to id='origin-id-1' xmlns='urn:xmpp:fasten:0'><retract xmlns='urn:xmpp:message-retract:0'/></apply-to>`;
const MODERATED = "<moderated by='a@b/c' xmlns='urn:xmpp:message-moderate:1'/>";
const message = (inside: string) => stanza(`<message type='chat' to='lord@capulet.example'>${inside}</message>`);

describe('a retraction', () => {
  it('names the message, in the new form and in the old one', () => {
    expect(parseRetraction(message(NEW))).toBe('origin-id-1');
    expect(parseRetraction(message(`${OLD}<fallback xmlns='urn:xmpp:fallback:0'/>`))).toBe('origin-id-1');
    expect(parseRetraction(el('message', {}, buildRetraction('1')))).toBe('1');
  });

  it.each([
    ['a moderator', NEW.replace('/>', `>${MODERATED}</retract>`)],
    [
      'a moderator of the old form',
      OLD.replace('<retract', "<moderated xmlns='urn:xmpp:message-moderate:0'/><retract")
    ],
    ['no id', NEW.replace("id='origin-id-1'", '')],
    ['something fastened that is none', OLD.replace('retract:0', 'other:0')],
    ['what was retracted', "<retracted id='1' xmlns='urn:xmpp:message-retract:1'/>"]
  ])('is none by %s', (_, inside) => {
    expect(parseRetraction(message(inside))).toBeUndefined();
  });
});

describe('what an archive keeps of a message that was taken back', () => {
  it('says so, in either form, where its author did it', () => {
    const stamp = "stamp='2019-09-20T23:09:32Z'";
    expect(isRetracted(message(`<retracted ${stamp} id='r' xmlns='urn:xmpp:message-retract:1'/>`))).toBe(true);
    const origin = "<origin-id xmlns='urn:xmpp:sid:0' id='o'/>";
    const old = `<retracted ${stamp} xmlns='urn:xmpp:message-retract:0'>${origin}</retracted>`;
    expect(isRetracted(message(old))).toBe(true);
    expect(isRetracted(message(`<retracted xmlns='urn:xmpp:message-retract:1'>${MODERATED}</retracted>`))).toBe(false);
    expect(isRetracted(message(NEW))).toBe(false);
  });
});
