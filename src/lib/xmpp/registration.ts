import { AppError, toAppError } from '../base/errors';
import { connectorFor } from './connect';
import { OpenRequests, isAnswer } from './iq';
import { Link } from './link';
import { openLink } from './negotiation';
import type { Requests } from './requests';
import type { Connector, Endpoint } from './transport';
import { isSafeEndpoint } from './xep/0156-host-meta';
import { child } from './xml';

/** A stream that stops before login, to make an account on (XEP-0077 §3.1, XEP-0445 §4). */
export interface RegistrationStream {
  /** Asks the server; `self` is its domain. */
  requests: Requests;
  /** In-band registration is announced (XEP-0077 §8). */
  registers: boolean;
  /** It takes invitation tokens (XEP-0445 §3); a server that does not may end the stream over one. */
  takesTokens: boolean;
  close(): Promise<void>;
}

/** Opens a stream to `domain` without logging in. Fails with `AppError`. */
export async function openForRegistration(
  domain: string,
  endpoint: Endpoint,
  connector?: Connector
): Promise<RegistrationStream> {
  if (!isSafeEndpoint(endpoint.url)) throw new AppError('login-unsafe', 'not encrypted');
  const link = new Link(connector ?? (await connectorFor(endpoint)), endpoint);
  try {
    const features = await openLink(link, domain);
    link.expect(undefined);
    const requests = new OpenRequests(domain, (stanza) => link.send(stanza));
    link.attach((element) => {
      if (isAnswer(element)) requests.handleAnswer(element);
    });
    const over = link.closed.then(() => requests.close());
    return {
      requests,
      registers: child(features, 'register', 'http://jabber.org/features/iq-register') !== undefined,
      takesTokens: child(features, 'register', 'urn:xmpp:ibr-token:0') !== undefined,
      close: () => {
        link.close();
        return over;
      }
    };
  } catch (thrown) {
    link.close();
    throw toAppError(thrown);
  }
}
