import { AppError } from '../base/errors';
import { openForRegistration } from '../xmpp/registration';
import { StanzaError } from '../xmpp/requests';
import { register } from '../xmpp/xep/0077-registration';
import { preauthenticate } from '../xmpp/xep/0445-registration-tokens';
import type { Invite } from './api';
import { StreamOpener, type Network } from './connector';

/** Makes an account by an invitation (XEP-0445 §4), before any login. */
export async function registerAccount(
  network: Network,
  invite: Invite,
  { username, password, server }: { username: string; password: string; server?: string }
): Promise<void> {
  const where = { account: invite.domain, ...(server && { server }) };
  const stream = await new StreamOpener(network).any(where, (endpoint) =>
    openForRegistration(invite.domain, endpoint, network.connect)
  );
  try {
    if (!stream.registers && !stream.takesTokens) throw new AppError('registration-closed');
    if (stream.takesTokens) await step('token', preauthenticate(stream.requests, invite.domain, invite.token));
    await step('account', register(stream.requests, invite.domain, username, password));
  } finally {
    await stream.close();
  }
}

async function step(what: 'token' | 'account', asked: Promise<void>): Promise<void> {
  try {
    await asked;
  } catch (thrown) {
    throw thrown instanceof StanzaError ? registrationError(what, thrown) : thrown;
  }
}

/** What the server's refusal means to the person who joins (XEP-0077 §3.1, SERVER-NOTES of the field: conditions vary). */
function registrationError(what: 'token' | 'account', error: StanzaError): AppError {
  const { condition, text } = error;
  if (condition === 'timeout' || condition === 'closed') return new AppError('server-unreachable', text);
  if (what === 'token') return new AppError('invite-invalid', text);
  switch (condition) {
    case 'conflict':
      return new AppError('name-taken', text);
    case 'jid-malformed':
      return new AppError('name-not-allowed', text);
    case 'not-acceptable':
      if (/invit/i.test(text)) return new AppError('invite-invalid', text);
      return new AppError(
        /name/i.test(text) && !/password/i.test(text) ? 'name-not-allowed' : 'password-refused',
        text
      );
    case 'forbidden':
      return new AppError('invite-invalid', text);
    case 'not-allowed':
    case 'service-unavailable':
    case 'feature-not-implemented':
      return new AppError('registration-closed', text);
    default:
      return new AppError('server-refused', text || condition);
  }
}
