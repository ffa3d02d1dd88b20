/** An unsigned integer as XML Schema writes it, small enough to be exact; `undefined` for anything else. */
export function parseUnsigned(text: string | undefined): number | undefined {
  const digits = text?.trim() ?? '';
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
}

/** An XML Schema boolean; `undefined` for anything else. */
export function parseBoolean(text: string | undefined): boolean | undefined {
  const word = text?.trim();
  if (word === 'true' || word === '1') return true;
  return word === 'false' || word === '0' ? false : undefined;
}
