/** What went wrong, named by what the person can do about it. Every code has a sentence in each language. */
export type ErrorCode =
  | 'address-invalid'
  | 'blocked'
  | 'contact-unreachable'
  | 'devices-wait'
  | 'file-damaged'
  | 'file-gone'
  | 'file-not-readable-here'
  | 'file-refused'
  | 'file-too-large'
  | 'file-unreadable'
  | 'invite-invalid'
  | 'invite-other-server'
  | 'link-unreadable'
  | 'login-unsafe'
  | 'message-refused'
  | 'message-too-long'
  | 'microphone-missing'
  | 'microphone-refused'
  | 'name-not-allowed'
  | 'name-taken'
  | 'nick-taken'
  | 'no-secure-device'
  | 'not-allowed'
  | 'not-supported'
  | 'offline'
  | 'pack-gone'
  | 'password-refused'
  | 'picture-unreadable'
  | 'registration-closed'
  | 'room-banned'
  | 'room-full'
  | 'room-gone'
  | 'room-kicked'
  | 'room-members-only'
  | 'room-not-found'
  | 'room-password'
  | 'room-removed'
  | 'room-unreachable'
  | 'rooms-not-offered'
  | 'server-not-found'
  | 'server-refused'
  | 'server-unreachable'
  | 'stickers-full'
  | 'storage-failed'
  | 'storage-full'
  | 'timeout'
  | 'unknown'
  | 'upload-quota'
  | 'upload-refused'
  | 'uploads-not-offered'
  | 'wrong-password';

/** An error that a person can meet. `detail` is for the log and for the server's own words, never for logic. */
export class AppError extends Error {
  override readonly name = 'AppError';
  constructor(
    readonly code: ErrorCode,
    readonly detail = '',
    options?: ErrorOptions
  ) {
    super(detail ? `${code}: ${detail}` : code, options);
  }
}

/** Any thrown thing as an {@link AppError}; what is not one yet becomes `unknown`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof DOMException && thrown.name === 'QuotaExceededError')
    return new AppError('storage-full', thrown.message, { cause: thrown });
  const detail = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return new AppError('unknown', detail, { cause: thrown });
}
