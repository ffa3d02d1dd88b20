import { connectorFor } from './connect';
import type { FastToken } from './hashed-token';
import { Link } from './link';
import { openLink, SIGN_IN_LIMIT } from './negotiation';
import { signIn } from './sign-in';
import type { Connector, Endpoint } from './transport';

/**
 * Makes a token worthless on the server, for logging out (XEP-0484 §3.6): one login with it that binds nothing. Fails
 * with `AppError`; `wrong-password` means that the server did not know it any more.
 */
export async function revokeToken(options: {
  jid: string;
  endpoint: Endpoint;
  token: FastToken;
  userAgentId: string;
  connect?: Connector;
}): Promise<void> {
  const { jid, endpoint, token, userAgentId } = options;
  const link = new Link(options.connect ?? (await connectorFor(endpoint)), endpoint);
  try {
    const features = await openLink(link, jid);
    link.expect(SIGN_IN_LIMIT, 'the token was not taken back');
    await signIn(link, features, { jid, credentials: { fast: token }, userAgentId, invalidate: true, unbound: true });
  } finally {
    link.expect(undefined);
    link.close();
  }
}
