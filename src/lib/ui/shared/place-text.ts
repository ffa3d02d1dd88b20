import { m } from '$lib/words/messages';
import { getLocale } from '$lib/words/runtime';
import type { LocationView } from '../../engine/api-messages';

const DIGITS = 5;

/** The coordinates as people write them: five digits are a metre. */
export function placeText({ lat, lon }: LocationView): string {
  return `${lat.toFixed(DIGITS)}, ${lon.toFixed(DIGITS)}`;
}

/** How exact a place is, in metres or kilometres; nothing where that is not known. */
export function accuracyText({ accuracy }: LocationView): string | undefined {
  if (accuracy === undefined) return undefined;
  const far = accuracy >= 1_000;
  const distance = new Intl.NumberFormat(getLocale(), {
    style: 'unit',
    unit: far ? 'kilometer' : 'meter',
    maximumFractionDigits: far && accuracy < 10_000 ? 1 : 0
  });
  return m.location_accuracy({ distance: distance.format(far ? accuracy / 1_000 : Math.max(1, accuracy)) });
}
