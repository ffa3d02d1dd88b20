import type { ErrorCode } from '../base/errors';
import type { StanzaError } from '../xmpp/requests';

/** What a bounced message means to the person who wrote it (RFC 6120 §8.3.3). */
export function bounceCode(error: StanzaError): ErrorCode {
  switch (error.condition) {
    case 'service-unavailable':
    case 'item-not-found':
    case 'recipient-unavailable':
    case 'remote-server-not-found':
    case 'remote-server-timeout':
    case 'gone':
      return 'contact-unreachable';
    case 'not-acceptable':
      return error.specific === 'blocked' ? 'blocked' : 'message-refused';
    default:
      return 'message-refused';
  }
}
