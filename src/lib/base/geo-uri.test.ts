import { describe, expect, it } from 'vitest';
import { buildGeoUri, parseGeoUri } from './geo-uri';

describe('the address of a place', () => {
  it.each([
    ['geo:48.2010,16.3695,183', { lat: 48.201, lon: 16.3695 }],
    ['geo:48.198634,16.371648;crs=wgs84;u=40', { lat: 48.198634, lon: 16.371648, accuracy: 40 }],
    ['GEO:-90,180', { lat: -90, lon: 180 }],
    ['geo:13.4125,103.8667;u=', { lat: 13.4125, lon: 103.8667 }]
  ])('is read: %s', (text, place) => expect(parseGeoUri(text)).toEqual(place));

  it.each([
    'geo:91,0',
    'geo:0,181',
    'geo:1e1,0',
    'geo:0',
    'geo:,',
    'geo:0,0?q=here',
    'geo:323482,4306480;crs=EPSG:32618',
    'geo:1,2;crs=moon',
    ' geo:1,2',
    'geo:1,2 is where I am',
    'geo:NaN,NaN',
    `geo:1.${'1'.repeat(50)},2`
  ])('is none: %s', (text) => expect(parseGeoUri(text)).toBeUndefined());

  it('is written so that others can read it', () => {
    expect(buildGeoUri({ lat: 48.2010004, lon: -16.3695, accuracy: 12.3 })).toBe('geo:48.201,-16.3695;u=13');
    expect(buildGeoUri({ lat: 0.000001, lon: -0.0000001 })).toBe('geo:0.000001,0');
  });
});
