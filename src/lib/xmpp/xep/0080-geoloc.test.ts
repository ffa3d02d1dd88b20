import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { buildGeoloc, GEOLOC, parseGeoloc } from './0080-geoloc';

const parse = (inner: string) => parseGeoloc(stanza(`<message><geoloc xmlns='${GEOLOC}'>${inner}</geoloc></message>`));

describe('a place', () => {
  it('is read as in the example of §4.1', () => {
    const venice =
      '<accuracy>20</accuracy><country>Italy</country><lat>45.44</lat><locality>Venice</locality><lon>12.33</lon>';
    expect(parse(venice)).toEqual({ lat: 45.44, lon: 12.33, accuracy: 20, label: 'Venice' });
  });

  it('is written and read again', () => {
    const home = { lat: -33.856784, lon: 151.215297, accuracy: 8, label: "Bill's house" };
    expect(parseGeoloc(stanza(`<message>${buildGeoloc(home).toString()}</message>`))).toEqual(home);
    expect(buildGeoloc({ lat: 1e-7, lon: 2 }).toString()).toBe(
      `<geoloc xmlns="${GEOLOC}"><lat>0.000000</lat><lon>2.000000</lon></geoloc>`
    );
  });

  it('has an older word for how exact it is', () => {
    expect(parse('<lat>1</lat><lon>2</lon><error>0.5</error>')?.accuracy).toBe(926);
  });

  it.each([
    '',
    '<lat>45</lat>',
    '<lat>91</lat><lon>0</lon>',
    '<lat>NaN</lat><lon>0</lon>',
    '<lat>1e1</lat><lon>0</lon>',
    '<lat></lat><lon></lon>',
    '<lat>1</lat><lon>2</lon><datum>Mars</datum>',
    "<lat xmlns='x'>1</lat><lon xmlns='x'>2</lon>"
  ])('is none without coordinates: %s', (inner) => expect(parse(inner)).toBeUndefined());

  it('keeps only what makes sense beside them', () => {
    const rest = `<accuracy>-5</accuracy><description>  </description><text>${'x'.repeat(5_000)}</text>`;
    const place = parse(`<lat>1</lat><lon>2</lon>${rest}`);
    expect(place?.accuracy).toBeUndefined();
    expect(place?.label).toHaveLength(200);
    expect(parseGeoloc(stanza('<message><geoloc><lat>1</lat><lon>2</lon></geoloc></message>'))).toBeUndefined();
  });
});
