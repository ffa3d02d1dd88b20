import { getLocale } from '$lib/words/runtime';

const UNITS = ['kilobyte', 'megabyte', 'gigabyte'] as const;

/** A size as people say it: `12 MB`; what is less than a kilobyte is one. */
export function formatBytes(bytes: number): string {
  const step = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3) - 1));
  const options = { style: 'unit', unit: UNITS[step] ?? 'kilobyte', maximumSignificantDigits: 2 } as const;
  return new Intl.NumberFormat(getLocale(), options).format(
    (bytes > 0 ? Math.max(bytes, 1000) : 0) / 1000 ** (step + 1)
  );
}
