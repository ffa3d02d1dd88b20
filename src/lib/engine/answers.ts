import { OWN_INFO } from '../xmpp/features';
import { parseRosterPush } from '../xmpp/roster';
import { attr, el, elements, type Element } from '../xmpp/xml';
import { buildInfo, parseInfoRequest } from '../xmpp/xep/0030-disco';
import { buildVersion, isVersionRequest } from '../xmpp/xep/0092-version';
import { parseBlockPush } from '../xmpp/xep/0191-blocking';
import { isPing } from '../xmpp/xep/0199-ping';
import { buildTime, isTimeRequest } from '../xmpp/xep/0202-entity-time';
import type { Contacts } from './contacts';
import type { Presences } from './presences';

/** What is needed to answer a request. */
export interface Asked {
  self: string;
  /** The sender may know that we are there (SECURITY 12). */
  trusted: boolean;
  contacts: Contacts;
  presences: Presences;
  version: string;
  now: number;
}

/** Takes a request in and gives the answer that goes back (RFC 6120 §8.2.3): there always is exactly one. */
export async function answerRequest(iq: Element, asked: Asked): Promise<Element> {
  const push = parseRosterPush(iq, asked.self);
  if (push) {
    await asked.contacts.push(push);
    if (push.type === 'remove') asked.presences.forget(push.jid);
    return result(iq);
  }
  const blocked = parseBlockPush(iq, asked.self);
  if (blocked) {
    await asked.contacts.blockPush(blocked);
    if (blocked.type === 'block') for (const jid of blocked.jids) asked.presences.forget(jid);
    return result(iq);
  }
  return (asked.trusted ? answerQuestion(iq, asked) : undefined) ?? refusal(iq);
}

function answerQuestion(iq: Element, { version, now }: Asked): Element | undefined {
  if (isPing(iq)) return result(iq);
  if (isVersionRequest(iq)) return result(iq, buildVersion('Kith', version));
  if (isTimeRequest(iq)) {
    return result(iq, buildTime({ utc: now, offset: -new Date(now).getTimezoneOffset() }));
  }
  const info = parseInfoRequest(iq);
  return info && result(iq, buildInfo({ ...OWN_INFO, ...info }));
}

function result(iq: Element, payload?: Element): Element {
  return el('iq', { type: 'result', to: attr(iq, 'from'), id: attr(iq, 'id') }, payload);
}

/** The same for what is unknown, and for everything that a stranger asks. */
function refusal(iq: Element): Element {
  const condition = el('service-unavailable', { xmlns: 'urn:ietf:params:xml:ns:xmpp-stanzas' });
  const question = elements(iq)[0];
  const echo = question && el(question.getName(), { xmlns: question.getNS() });
  return el(
    'iq',
    { type: 'error', to: attr(iq, 'from'), id: attr(iq, 'id') },
    echo,
    el('error', { type: 'cancel' }, condition)
  );
}
