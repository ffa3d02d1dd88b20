// XEP-0077: In-Band Registration, 2.4, https://xmpp.org/extensions/xep-0077.html
import { child, childText, el, elements, type Element } from '../xml';
import { StanzaError, type Requests } from '../requests';
import { parseChildForm, type DataForm } from './0004-data-forms';

export const REGISTER = 'jabber:iq:register';
const FEATURE = 'http://jabber.org/features/iq-register';

/** What a server wants to know of who registers (§3.1). */
export interface RegistrationForm {
  /** Names of the fields, such as `username`, `password`, `email`. */
  fields: string[];
  /** A form that replaces the fields, for servers that ask more (§4). */
  form?: DataForm;
  instructions?: string;
}

/** Whether stream features offer it (§8). */
export function offersRegistration(features: Element): boolean {
  return child(features, 'register', FEATURE) !== undefined;
}

/** Asks what the server wants. */
export async function fetchRegistrationForm(requests: Requests, domain: string): Promise<RegistrationForm> {
  const answer = await requests.request('get', domain, el('query', { xmlns: REGISTER }));
  const query = child(answer, 'query', REGISTER);
  if (!query) throw new StanzaError('undefined-condition', '', 'an answer without a registration form');
  const names = elements(query).filter((field) => field.getNS() === REGISTER);
  const form = parseChildForm(query);
  const instructions = childText(query, 'instructions', REGISTER);
  return {
    fields: names.map((field) => field.getName()).filter((name) => name !== 'instructions' && name !== 'registered'),
    ...(form && { form }),
    ...(instructions !== undefined && { instructions })
  };
}

/**
 * Registers an account (§3.1), before login. Fails with `conflict` for a name that is taken, `not-acceptable` or
 * `not-allowed` for what the server does not want.
 */
export async function register(requests: Requests, domain: string, username: string, password: string): Promise<void> {
  const account = [el('username', {}, username), el('password', {}, password)];
  await requests.request('set', domain, el('query', { xmlns: REGISTER }, ...account));
}
