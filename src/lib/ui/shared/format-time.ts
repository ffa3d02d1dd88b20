import { getLocale } from '$lib/words/runtime';

const DAY = 86_400_000;

/** The reader's own regional form of the language that the words are in. */
function locale(): string {
  const words = getLocale();
  const own = globalThis.navigator?.languages.find((tag) => tag.split('-')[0] === words);
  return own ?? words;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(time: number, options: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify(options);
  let found = formats.get(key);
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(locale(), options)));
  return found.format(time);
}

/** How many midnights lie between the two moments. */
function daysBetween(time: number, now: number): number {
  const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0);
  return Math.round((midnight(now) - midnight(time)) / DAY);
}

const capital = (text: string): string => text.charAt(0).toLocaleUpperCase(locale()) + text.slice(1);

function relativeDay(days: number): string {
  return new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' }).format(-days, 'day');
}

/** The time of day: `9:41`. */
export function formatTime(time: number): string {
  return format(time, { hour: 'numeric', minute: '2-digit' });
}

/** For a list: the time today, `Yesterday`, the weekday within a week, then the date. */
export function formatListTime(time: number, now = Date.now()): string {
  const days = daysBetween(time, now);
  if (days <= 0) return formatTime(time);
  if (days === 1) return capital(relativeDay(1));
  if (days < 7) return capital(format(time, { weekday: 'long' }));
  return format(time, { day: '2-digit', month: '2-digit', year: '2-digit' });
}

/** For a day's heading: `Today`, `Yesterday`, `Tuesday, 3 March`, with the year when it is another one. */
export function formatDay(time: number, now = Date.now()): string {
  const days = daysBetween(time, now);
  if (days === 0 || days === 1) return capital(relativeDay(days));
  const year = new Date(time).getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' as const };
  return capital(format(time, { weekday: 'long', day: 'numeric', month: 'long', ...year }));
}

/** Inside a sentence: `9:41` today, `yesterday 9:41`, `tomorrow 9:41`, `3 March 9:41`. */
export function formatMoment(time: number, now = Date.now()): string {
  const days = daysBetween(time, now);
  if (days === 0) return formatTime(time);
  if (Math.abs(days) === 1) return `${relativeDay(1)} ${formatTime(time)}`;
  return `${format(time, { day: 'numeric', month: 'long' })} ${formatTime(time)}`;
}

/** A moment that stands alone, in a text that is copied: `20/11/2026, 9:41`. */
export function formatFull(time: number): string {
  return format(time, { day: '2-digit', month: '2-digit', year: 'numeric', hour: 'numeric', minute: '2-digit' });
}
