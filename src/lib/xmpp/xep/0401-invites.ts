// XEP-0401: Ad-hoc Account Invitation Generation, 0.6.0, https://xmpp.org/extensions/xep-0401.html
import { StanzaError, type Requests } from '../requests';
import { formValue } from './0004-data-forms';
import { executeCommand } from './0050-commands';
import { parseDateTime } from './0082-date-time';
import { isSafeEndpoint } from './0156-host-meta';

const INVITE = 'urn:xmpp:invite#invite';

/** An invitation to pass on. */
export interface CreatedInvite {
  /** The `xmpp:` address. */
  uri: string;
  /** The page that the server names for it. */
  landingUrl?: string;
  /** When it ends, milliseconds since 1970; absent: never. */
  expires?: number;
}

/**
 * Makes an invitation on the own server (§5.1). Fails with `item-not-found` or `forbidden` where that is not offered.
 */
export async function createInvite(requests: Requests, domain: string): Promise<CreatedInvite> {
  const { form } = await executeCommand(requests, domain, INVITE);
  const uri = form && formValue(form, 'uri');
  if (!uri) throw new StanzaError('undefined-condition', '', 'an invitation without an address');
  const landingUrl = formValue(form, 'landing-url') ?? '';
  const expires = parseDateTime(formValue(form, 'expire'));
  return {
    uri,
    ...(/^https?:/.test(landingUrl) && isSafeEndpoint(landingUrl) && { landingUrl }),
    ...(expires !== undefined && { expires })
  };
}
