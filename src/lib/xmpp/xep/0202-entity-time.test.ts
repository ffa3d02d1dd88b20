import { describe, expect, it } from 'vitest';
import { answering, stanza } from '../../../../tests/support/requests';
import { buildTime, clockOffset, fetchTime, isTimeRequest, parseTime } from './0202-entity-time';

const TIME = "<time xmlns='urn:xmpp:time'><tzo>-06:00</tzo><utc>2006-12-19T17:58:35Z</utc></time>";
const UTC = Date.UTC(2006, 11, 19, 17, 58, 35);

describe('entity time', () => {
  it('is asked for and read', async () => {
    const requests = answering('romeo@montague.net', TIME);
    expect(await fetchTime(requests, 'capulet.com')).toEqual({ utc: UTC, offset: -360 });
    expect(requests.asked).toEqual(['get capulet.com <time xmlns="urn:xmpp:time"/>']);
  });

  it('is told to who asks', () => {
    expect(isTimeRequest(stanza("<iq type='get' id='1'><time xmlns='urn:xmpp:time'/></iq>"))).toBe(true);
    expect(isTimeRequest(stanza(`<iq type='result' id='1'>${TIME}</iq>`))).toBe(false);
    const built = buildTime({ utc: UTC, offset: -360 }).toString();
    expect(built).toBe('<time xmlns="urn:xmpp:time"><tzo>-06:00</tzo><utc>2006-12-19T17:58:35.000Z</utc></time>');
    expect(parseTime(stanza(`<iq type='result'>${built}</iq>`))).toEqual({ utc: UTC, offset: -360 });
  });

  it('is not half a time', async () => {
    expect(parseTime(stanza("<iq><time xmlns='urn:xmpp:time'><tzo>Z</tzo></time></iq>"))).toBeUndefined();
    expect(
      parseTime(stanza("<iq><time xmlns='urn:xmpp:time'><tzo>east</tzo><utc>now</utc></time></iq>"))
    ).toBeUndefined();
    await expect(fetchTime(answering('a@b', ''), 'c')).rejects.toThrow('without a time');
  });

  it('tells how far the clocks are apart', () => {
    expect(clockOffset(10_000, 4_000, 6_000)).toBe(5_000);
    expect(clockOffset(1_000, 1_000, 1_000)).toBe(0);
  });
});
