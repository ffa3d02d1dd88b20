// XEP-0445: Pre-Authenticated In-Band Registration, 0.2.0, https://xmpp.org/extensions/xep-0445.html
import { child, type Element } from '../xml';
import type { Requests } from '../requests';
import { buildPreauth } from './0379-preauth';

const FEATURE = 'urn:xmpp:ibr-token:0';

/** Whether stream features take tokens; a server that does not may close the stream on one. */
export function offersTokens(features: Element): boolean {
  return child(features, 'register', FEATURE) !== undefined;
}

/** Shows the invitation's token before registering. Fails with `forbidden` or `item-not-found` for a bad one. */
export async function preauthenticate(requests: Requests, domain: string, token: string): Promise<void> {
  await requests.request('set', domain, buildPreauth(token));
}
