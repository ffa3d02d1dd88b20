import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { parseOccupantId } from './0421-occupant-id';

const ID = "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='dd72603deec90a38ba552f7c68cbcc61bca202cd'/>";
const parse = (inside: string) => parseOccupantId(stanza(`<message from='coven@chat.lit/hag'>${inside}</message>`));

describe('an occupant', () => {
  it('has an id, whatever the name', () => {
    expect(parse(ID)).toBe('dd72603deec90a38ba552f7c68cbcc61bca202cd');
    expect(parseOccupantId(stanza(`<presence from='coven@chat.lit/hag'>${ID}</presence>`))).toMatch(/^dd72/);
  });

  it('has none when there are two, or one that says nothing, or in the wrong place', () => {
    expect(parse(ID + ID)).toBeUndefined();
    expect(parse(ID + ID.replace('dd', 'ee'))).toBeUndefined();
    expect(parse("<occupant-id xmlns='urn:xmpp:occupant-id:0' id=''/>")).toBeUndefined();
    expect(parse("<occupant-id xmlns='urn:xmpp:occupant-id:0'/>")).toBeUndefined();
    expect(parse(ID.replace(':0', ':1'))).toBeUndefined();
    expect(parse(ID.replace('dd', 'd'.repeat(1_000)))).toBeUndefined();
    expect(parse(`<moderated xmlns='urn:xmpp:message-moderate:0'>${ID}</moderated>`)).toBeUndefined();
  });
});
