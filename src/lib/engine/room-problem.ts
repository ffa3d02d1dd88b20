import { AppError, toAppError, type ErrorCode } from '../base/errors';
import { StanzaError } from '../xmpp/requests';
import type { MucUser } from '../xmpp/xep/0045-muc';

/** What a refusal to let the user in means to them (XEP-0045 §7.2.15). */
export function whyNotIn(error: StanzaError | undefined): ErrorCode {
  switch (error?.condition) {
    case 'not-authorized':
      return 'room-password';
    case 'forbidden':
      return 'room-banned';
    case 'registration-required':
      return 'room-members-only';
    case 'conflict':
      return 'nick-taken';
    case 'service-unavailable':
      return error.type === 'wait' ? 'room-full' : 'room-unreachable';
    case 'resource-constraint':
      return 'room-full';
    case 'item-not-found':
    case 'not-allowed':
      return 'room-not-found';
    case 'gone':
      return 'room-gone';
    case 'jid-malformed':
    case 'not-acceptable':
      return 'name-not-allowed';
    default:
      return 'room-unreachable';
  }
}

/** Whether it may be better by itself after a while. */
export function isPassing(code: ErrorCode): boolean {
  return code === 'room-unreachable' || code === 'room-full';
}

/** Why the room put the user out (XEP-0045 §15.6); `undefined` when it only lost them, or is starting again. */
export function whyOut({ statuses, destroyed }: MucUser): ErrorCode | undefined {
  if (destroyed) return 'room-gone';
  if (statuses.has(301)) return 'room-banned';
  if (statuses.has(332) || statuses.has(333)) return undefined;
  if (statuses.has(307)) return 'room-kicked';
  if (statuses.has(321)) return 'room-removed';
  if (statuses.has(322)) return 'room-members-only';
  return undefined;
}

/** What a refused request about a room means to the person who made it. */
export function roomError(thrown: unknown): AppError {
  if (!(thrown instanceof StanzaError)) return toAppError(thrown);
  return new AppError(codeOf(thrown), thrown.message, { cause: thrown });
}

function codeOf({ condition }: StanzaError): ErrorCode {
  switch (condition) {
    case 'closed':
      return 'offline';
    case 'timeout':
      return 'timeout';
    case 'forbidden':
    case 'not-allowed':
    case 'not-authorized':
      return 'not-allowed';
    case 'item-not-found':
      return 'room-not-found';
    case 'gone':
      return 'room-gone';
    case 'conflict':
      return 'nick-taken';
    case 'registration-required':
      return 'room-members-only';
    case 'remote-server-not-found':
    case 'remote-server-timeout':
    case 'service-unavailable':
      return 'room-unreachable';
    case 'feature-not-implemented':
      return 'not-supported';
    default:
      return 'server-refused';
  }
}
