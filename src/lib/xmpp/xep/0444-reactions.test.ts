import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { el } from '../xml';
import { parseInfo } from './0030-disco';
import { buildReactions, isEmoji, parseReactions, readReactionRules } from './0444-reactions';

const ID = '744f6e18-a57a-11e9-a656-4889e7820c76';
const reaction = (text: string) => `<reaction>${text}</reaction>`;
const reactions = (inside: string, id = ID) =>
  `<reactions id='${id}' xmlns='urn:xmpp:reactions:0'>${inside}</reactions>`;
const parse = (inside: string) => parseReactions(stanza(`<message type='chat'>${inside}</message>`));

describe('reactions', () => {
  it('are all that one person chose', () => {
    const [hand, turtle] = ['👋', '🐢'];
    expect(parse(reactions(reaction('👋') + reaction('🐢')))).toEqual({ id: ID, emoji: [hand, turtle] });
    expect(parse(reactions(''))).toEqual({ id: ID, emoji: [] });
    const built = el('message', { xmlns: 'jabber:client' }, buildReactions({ id: ID, emoji: ['👋'] }));
    expect(parseReactions(stanza(built.toString()))).toEqual({ id: ID, emoji: ['👋'] });
  });

  it('count once, and only so many', () => {
    expect(parse(reactions(reaction('👋').repeat(3)))?.emoji).toEqual(['👋']);
    const many = Array.from({ length: 60 }, (_, n) => reaction(String.fromCodePoint(0x1f600 + n))).join('');
    expect(parse(reactions(many))?.emoji).toHaveLength(20);
  });

  it.each(['👍', '👍🏽', '❤️', '❤', '👩‍👩‍👧‍👦', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🇪🇸', '1️⃣', '🧑🏽‍❤️‍💋‍🧑🏿'])('may be %s', (emoji) => {
    expect(isEmoji(emoji)).toBe(true);
  });

  it.each(['', 'a', 'ok', '1', '👍👍', '👍 ', '‮👍', `👍${'\u0300'.repeat(60)}`, '<b>', '\u200d'])(
    'may not be %j',
    (text) => {
      expect(isEmoji(text)).toBe(false);
    }
  );

  it.each([
    ['nothing named', reactions('', '')],
    ['two of them', reactions('') + reactions('')],
    ['another namespace', reactions('').replace('reactions:0', 'reactions:1')]
  ])('are none with %s', (_, inside) => {
    expect(parse(inside)).toBeUndefined();
  });
});

describe('restrictions', () => {
  const field = (name: string, ...values: string[]) =>
    `<field var='${name}'>${values.map((one) => `<value>${one}</value>`).join('')}</field>`;
  const rules = (fields: string, type = 'urn:xmpp:reactions:0:restrictions') =>
    readReactionRules(
      parseInfo(
        stanza(`<query xmlns='http://jabber.org/protocol/disco#info'><feature var='urn:xmpp:reactions:0'/>
          <x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>${type}</value></field>
          ${fields}</x></query>`)
      )!
    );

  it('are read as in the example of §2.2', () => {
    const list = field('allowlist', '💘', '❤️', '💜');
    expect(rules(field('max_reactions_per_user', '1') + list)).toEqual({ most: 1, allowed: ['💘', '❤️', '💜'] });
    expect(rules(list)).toEqual({ allowed: ['💘', '❤️', '💜'] });
    expect(rules(field('max_reactions_per_user', '3'))).toEqual({ most: 3 });
  });

  it('are none of another form, without a number, or of nothing at all', () => {
    expect(rules(field('allowlist', '💘'), 'urn:xmpp:other')).toBeUndefined();
    expect(rules(field('max_reactions_per_user', 'many'))).toBeUndefined();
    expect(rules('')).toBeUndefined();
  });

  it('allow no texts, nothing twice, and not without end', () => {
    expect(rules(field('allowlist', 'love', '💘', ' 💘 ', '<b/>'))).toEqual({ allowed: ['💘'] });
    expect(rules(field('allowlist', 'love'))).toEqual({ allowed: [] });
    const many = Array.from({ length: 900 }, (_, n) => String.fromCodePoint(0x1f300 + n));
    expect(rules(field('allowlist', ...many))?.allowed?.length).toBeLessThanOrEqual(500);
  });
});
