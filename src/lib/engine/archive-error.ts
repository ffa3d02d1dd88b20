import { AppError, toAppError } from '../base/errors';
import { StanzaError } from '../xmpp/requests';

/** What it means to a person that an archive could not be read. */
export function archiveError(thrown: unknown): AppError {
  if (!(thrown instanceof StanzaError)) return toAppError(thrown);
  const codes = { closed: 'offline', timeout: 'timeout' } as const;
  const code = codes[thrown.condition as keyof typeof codes] ?? 'server-refused';
  return new AppError(code, thrown.message, { cause: thrown });
}
