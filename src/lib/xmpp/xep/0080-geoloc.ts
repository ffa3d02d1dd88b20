// XEP-0080: User Location, 1.9, https://xmpp.org/extensions/xep-0080.html
import { isPlace, readAccuracy, type Place } from '../../base/geo-uri';
import { child, childText, el, type Element } from '../xml';

export const GEOLOC = 'http://jabber.org/protocol/geoloc';

/** Where something is, and what it is called. */
export interface Geoloc extends Place {
  label?: string;
}

const DECIMAL = /^[+-]?\d{1,4}(\.\d{1,20})?$/;
const METRES_PER_MINUTE = 1_852;
const LONGEST_LABEL = 200;
/** From what is said about a place to where it is. */
const NAMES = ['description', 'text', 'building', 'street', 'area', 'locality', 'country'];

/** The place that a message or a node tells; `undefined` where it says no coordinates by the usual datum. */
export function parseGeoloc(parent: Element): Geoloc | undefined {
  const geoloc = child(parent, 'geoloc', GEOLOC);
  if (!geoloc) return undefined;
  const decimal = (name: string): number => {
    const text = childText(geoloc, name, GEOLOC)?.trim() ?? '';
    return DECIMAL.test(text) ? Number(text) : NaN;
  };
  const [lat, lon] = [decimal('lat'), decimal('lon')];
  const datum = childText(geoloc, 'datum', GEOLOC)?.trim() || 'WGS84';
  if (!isPlace(lat, lon) || datum.toUpperCase() !== 'WGS84') return undefined;
  // `error` is in arc minutes, and older than `accuracy` (§3).
  const accuracy = readAccuracy(decimal('accuracy')) ?? readAccuracy(decimal('error') * METRES_PER_MINUTE);
  const label = NAMES.map((name) => childText(geoloc, name, GEOLOC)?.trim()).find(Boolean);
  return {
    lat,
    lon,
    ...(accuracy !== undefined && { accuracy }),
    ...(label && { label: label.slice(0, LONGEST_LABEL) })
  };
}

/** Tells a place. */
export function buildGeoloc({ lat, lon, accuracy, label }: Geoloc): Element {
  return el(
    'geoloc',
    { xmlns: GEOLOC },
    accuracy !== undefined && el('accuracy', {}, String(Math.ceil(accuracy))),
    label !== undefined && el('description', {}, label),
    el('lat', {}, lat.toFixed(6)),
    el('lon', {}, lon.toFixed(6))
  );
}
