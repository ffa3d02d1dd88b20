/** A place on earth by WGS 84. */
export interface Place {
  /** Decimal degrees north, -90 to 90. */
  lat: number;
  /** Decimal degrees east, -180 to 180. */
  lon: number;
  /** Metres. */
  accuracy?: number;
}

const URI =
  /^geo:(-?\d{1,3}(?:\.\d{1,15})?),(-?\d{1,3}(?:\.\d{1,15})?)(?:,-?\d{1,7}(?:\.\d{1,15})?)?((?:;[\w-]+(?:=[\w.~%:-]*)?)*)$/;
const EARTH = 20_037_508;

/** Whether numbers are a place at all. */
export function isPlace(lat: number, lon: number): boolean {
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
}

/** An accuracy that says something, metres. */
export function readAccuracy(metres: number): number | undefined {
  return Number.isFinite(metres) && metres >= 0 && metres < EARTH ? metres : undefined;
}

/** The place that a text names by nothing but its address (RFC 5870 §3.3). */
export function parseGeoUri(text: string): Place | undefined {
  const [, north = '', east = '', parameters = ''] = URI.exec(text.toLowerCase()) ?? [];
  const [lat, lon] = [Number(north), Number(east)];
  if (north === '' || !isPlace(lat, lon)) return undefined;
  const named = new Map(parameters.split(';').map((one) => [one.split('=', 1)[0], one.replace(/^[^=]*=?/, '')]));
  if ((named.get('crs') ?? 'wgs84') !== 'wgs84') return undefined;
  const accuracy = readAccuracy(Number(named.get('u') || NaN));
  return { lat, lon, ...(accuracy !== undefined && { accuracy }) };
}

/** The address of a place; six digits are a tenth of a metre. */
export function buildGeoUri({ lat, lon, accuracy }: Place): string {
  const degrees = [lat, lon].map((value) => String(Number(value.toFixed(6)) || 0));
  return `geo:${degrees.map(plain).join(',')}${accuracy === undefined ? '' : `;u=${Math.ceil(accuracy)}`}`;
}

/** Without an exponent, which the address has no place for. */
function plain(degrees: string): string {
  return degrees.includes('e') ? Number(degrees).toFixed(6) : degrees;
}
