import { AppError } from '../base/errors';

const SPACES = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g;
// RFC 3454 B.1, written as alternatives because some of them combine with their neighbours.
const NOTHING = /\u00ad|\u034f|\u1806|[\u180b-\u180d]|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff/g;
const FORBIDDEN =
  /[\p{Cc}\p{Cs}\p{Co}\ufffd\u06dd\u070f\u180e\u2028\u2029\u2061-\u2063\u206a-\u206f\ufff9-\ufffc\u200e\u200f\u202a-\u202e]/u;

/** A password or user name as servers hash it: SASLprep (RFC 4013 §2) without its bidi rule. */
export function preparePassword(text: string): string {
  const prepared = text.replace(SPACES, ' ').replace(NOTHING, '').normalize('NFKC');
  if (FORBIDDEN.test(prepared) || prepared === '') throw new AppError('wrong-password', 'forbidden character');
  return prepared;
}
