// XEP-0082: XMPP Date and Time Profiles, 1.1.1, https://xmpp.org/extensions/xep-0082.html

const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?(?:Z|([+-])(\d{2}):(\d{2}))$/;
const LEGACY = /^(\d{4})(\d{2})(\d{2})T(\d{2}):(\d{2}):(\d{2})$/;

/** Reads a DateTime, and the old `CCYYMMDDThh:mm:ss` in UTC; milliseconds since 1970. */
export function parseDateTime(text: string | undefined): number | undefined {
  const words = text?.trim() ?? '';
  const match = DATE_TIME.exec(words) ?? LEGACY.exec(words);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const wall = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  if (wall.getUTCMonth() !== month - 1 || wall.getUTCDate() !== day || hour > 24 || minute > 59 || second > 60)
    return undefined;
  const fraction = match[7] ? Math.floor(Number(`0${match[7]}`) * 1000) : 0;
  const offset = match[8] ? (Number(match[9]) * 60 + Number(match[10])) * 60_000 * (match[8] === '-' ? -1 : 1) : 0;
  return wall.getTime() + fraction - offset;
}

/** Writes a time in UTC, with milliseconds. */
export function formatDateTime(time: number): string {
  return new Date(time).toISOString();
}

/** Reads a time zone's offset such as `-06:00` or `Z`; minutes. */
export function parseOffset(text: string | undefined): number | undefined {
  if (text?.trim() === 'Z') return 0;
  const match = /^([+-])(\d{2}):([0-5]\d)$/.exec(text?.trim() ?? '');
  return match ? (Number(match[2]) * 60 + Number(match[3])) * (match[1] === '-' ? -1 : 1) : undefined;
}

/** Writes a time zone's offset in minutes. */
export function formatOffset(minutes: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
