import { describe, expect, it } from 'vitest';
import { parseNotify, withNotify } from './0492-notification-settings';

const notify = (inside: string, ns = 'urn:xmpp:notification-settings:1') => `<notify xmlns='${ns}'>${inside}</notify>`;
const UNTIL = Date.UTC(2026, 10, 20, 20);
const MUTED = "<until xmlns='urn:kith:mute:0'>2026-11-20T20:00:00Z</until>";
const PINNED = "<pinned xmlns='urn:xmpp:bookmarks-pinning:0'/>";

describe('what the user wants to be told of', () => {
  it.each([
    ['<always/>', 'all'],
    ['<on-mention/>', 'mentions'],
    ['<never/>', 'none']
  ])('is read from %s', (inside, setting) => {
    expect(parseNotify(PINNED + notify(inside))).toEqual({ setting });
  });

  it('is the entry that is closest to what we are', () => {
    const pc = "<never identity-category='client' identity-type='pc'/>";
    const web = "<on-mention identity-category='client' identity-type='web'/>";
    const client = "<never identity-category='client'/>";
    const others = "<never identity-category='gateway'/><never identity-type='web'/>";
    expect(parseNotify(notify(`${others}${pc}<always/>`))?.setting).toBe('all');
    expect(parseNotify(notify(`<always/>${client}`))?.setting).toBe('none');
    expect(parseNotify(notify(`<always/>${client}${web}`))?.setting).toBe('mentions');
    expect(parseNotify(notify(pc + others))).toBeUndefined();
  });

  it('may be quiet for a while', () => {
    expect(parseNotify(notify(`<always><advanced>${MUTED}</advanced></always>`))).toEqual({
      setting: 'all',
      mutedUntil: UNTIL
    });
    for (const wrong of ['soon', '', '9999999-01-01T00:00:00Z'])
      expect(
        parseNotify(notify(`<always><advanced><until xmlns='urn:kith:mute:0'>${wrong}</until></advanced></always>`))
      ).toEqual({ setting: 'all' });
  });

  it('is not said, or by something else', () => {
    expect(parseNotify('')).toBeUndefined();
    expect(parseNotify(notify(''))).toBeUndefined();
    expect(parseNotify(notify('<sometimes/><always xmlns="urn:o"/>'))).toBeUndefined();
    expect(parseNotify(notify('<never/>', 'urn:xmpp:notification-settings:0'))).toBeUndefined();
  });
});

describe('a new choice', () => {
  it('is for everybody where there was none', () => {
    expect(withNotify('', { setting: 'mentions' })).toBe(
      '<notify xmlns="urn:xmpp:notification-settings:1"><on-mention xmlns="urn:xmpp:notification-settings:1"/></notify>'
    );
    expect(withNotify(PINNED, { setting: 'none' })).toContain('<pinned xmlns="urn:xmpp:bookmarks-pinning:0"/><notify');
  });

  it('reads back as it was made', () => {
    let xml = PINNED;
    for (const choice of [
      { setting: 'all', mutedUntil: UNTIL },
      { setting: 'all' },
      { setting: 'none' },
      { setting: 'mentions', mutedUntil: UNTIL }
    ] as const) {
      xml = withNotify(xml, choice);
      expect(parseNotify(xml)).toEqual(choice);
      expect(xml.match(/<notify /g)).toHaveLength(1);
      expect(xml.match(/<(always|on-mention|never) /g)).toHaveLength(1);
      expect(xml).toContain('<pinned');
    }
  });

  it('keeps what others put there', () => {
    const before =
      notify(`<never identity-category='client' identity-type='pc'><advanced><a xmlns='custom:1'/></advanced></never>
      <always odd='1'><advanced><b xmlns='custom:2'><c/></b>${MUTED}</advanced></always><new xmlns='urn:new'>x</new>`);
    const after = withNotify(before, { setting: 'mentions' });
    expect(after).toContain('<a xmlns="custom:1"/>');
    expect(after).toMatch(/<never identity-category="client" identity-type="pc"/);
    expect(after).toMatch(
      /<on-mention odd="1"[^>]*><advanced><b xmlns="custom:2"><c\/><\/b><\/advanced><\/on-mention>/
    );
    expect(after).toContain('<new xmlns="urn:new">x</new>');
    expect(after).not.toContain('until');
    expect(after).not.toContain('<always');
  });

  it('goes into the entry that counts for us, and into one for everybody if there is none', () => {
    const web = "<never identity-category='client' identity-type='web'/>";
    const both = withNotify(notify(`${web}<always/>`), { setting: 'mentions' });
    expect(parseNotify(both)).toEqual({ setting: 'mentions' });
    expect(both).toMatch(/<on-mention identity-category="client" identity-type="web"/);
    expect(both).toContain('<always');
    const alone = withNotify(notify(web), { setting: 'mentions' });
    expect(alone.match(/<on-mention /g)).toHaveLength(2);
    expect(alone).not.toContain('<never');
  });

  it('leaves one where there were two for the same', () => {
    const after = withNotify(notify("<always/><never><advanced><a xmlns='custom:1'/></advanced></never>"), {
      setting: 'all'
    });
    expect(after.match(/<(always|never)/g)).toHaveLength(1);
    expect(after).toContain('<a xmlns="custom:1"/>');
  });
});
