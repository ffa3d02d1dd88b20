// XEP-0045: Multi-User Chat, 1.34.6, https://xmpp.org/extensions/xep-0045.html
import { bareJid } from '../../base/jid';
import { StanzaError, type Requests } from '../requests';
import { attr, child, children, cleanText, el, type Element } from '../xml';
import { buildSubmit, formType, parseChildForm, type DataForm } from './0004-data-forms';
import { fetchInfo } from './0030-disco';
import { MUC_ADMIN, MUC_OWNER, parseAffiliation, type Affiliation, type Role } from './0045-muc';

const ROOM_CONFIG = 'http://jabber.org/protocol/muc#roomconfig';
const RESERVED_NICK = 'x-roomuser-item';

/** Other names of a setting: ejabberd calls the archive `mam`. */
const ALIASES: Record<string, RegExp> = {
  'muc#roomconfig_enablearchiving': /^mam$/,
  // Prosody's name for it has an address in front.
  'muc#roomconfig_allowinvites': /roomconfig_allowmemberinvites$/
};

/** Somebody on one of a room's lists, there or not. */
export interface Affiliated {
  /** Bare; the address of a whole server may stand on the list of the banned. */
  jid: string;
  affiliation: Affiliation;
  /** The reserved name. */
  nick?: string;
}

const reasonOf = (reason: string | undefined): Element | false => reason !== undefined && el('reason', {}, reason);

async function setItem(requests: Requests, room: string, item: Element): Promise<void> {
  await requests.request('set', room, el('query', { xmlns: MUC_ADMIN }, item));
}

/** Asks for a list (§9.5 to §10.8). Fails with `forbidden` for whom it does not concern. */
export async function fetchAffiliations(
  requests: Requests,
  room: string,
  affiliation: Affiliation
): Promise<Affiliated[]> {
  const answer = await requests.request('get', room, el('query', { xmlns: MUC_ADMIN }, el('item', { affiliation })));
  const query = child(answer, 'query', MUC_ADMIN);
  return (query ? children(query, 'item', MUC_ADMIN) : []).flatMap((item) => {
    const jid = bareJid(attr(item, 'jid'));
    const nick = attr(item, 'nick');
    if (!jid || parseAffiliation(attr(item, 'affiliation')) !== affiliation) return [];
    return [{ jid, affiliation, ...(nick && { nick }) }];
  });
}

/**
 * Changes what people are to the room (§9), in this order and one request each: Prosody reads only the first item of
 * a request. The first refusal ends it, with those before it done.
 */
export async function setAffiliations(
  requests: Requests,
  room: string,
  changes: { jid: string; affiliation: Affiliation; reason?: string }[]
): Promise<void> {
  for (const { jid, affiliation, reason } of changes)
    await setItem(requests, room, el('item', { affiliation, jid }, reasonOf(reason)));
}

/** Changes what an occupant may do (§8.2 to §8.5, §9.6); `none` puts them out. */
export async function setRole(
  requests: Requests,
  room: string,
  nick: string,
  role: Role,
  reason?: string
): Promise<void> {
  await setItem(requests, room, el('item', { nick: cleanText(nick), role }, reasonOf(reason)));
}

/** Ends a room for everybody (§10.9). */
export async function destroyRoom(requests: Requests, room: string, reason?: string): Promise<void> {
  await requests.request('set', room, el('query', { xmlns: MUC_OWNER }, el('destroy', {}, reasonOf(reason))));
}

/** Asks for the settings (§10.2); a room that was just made waits for them (§10.1.3). */
export async function fetchRoomConfig(requests: Requests, room: string): Promise<DataForm> {
  const query = child(await requests.request('get', room, el('query', { xmlns: MUC_OWNER })), 'query', MUC_OWNER);
  const form = query && parseChildForm(query);
  if (!form) throw new StanzaError('undefined-condition', '', 'an answer without a configuration form');
  return form;
}

/**
 * Submits the form with what is `wanted` in it; the rest stays as it is. What the form does not know is not sent, since
 * ejabberd refuses the whole of it. Gives the names of what could not be set.
 */
export async function submitRoomConfig(
  requests: Requests,
  room: string,
  form: DataForm,
  wanted: [name: string, value: string][]
): Promise<string[]> {
  const known = new Set(form.fields.map(({ name }) => name));
  const values = new Map(
    form.fields
      .filter(({ name, type, values }) => name && name !== 'FORM_TYPE' && type !== 'fixed' && values.length > 0)
      .map(({ name, values }) => [name, values])
  );
  const missing: string[] = [];
  for (const [name, value] of wanted) {
    const there = known.has(name) ? name : [...known].find((candidate) => ALIASES[name]?.test(candidate));
    if (there === undefined) missing.push(name);
    else values.set(there, [value]);
  }
  const submitted = buildSubmit(formType(form) ?? ROOM_CONFIG, [...values]);
  await requests.request('set', room, el('query', { xmlns: MUC_OWNER }, submitted));
  return missing;
}

/** The name that the room keeps for us (§7.12); `undefined` when there is none, or the room does not say. */
export async function fetchReservedNick(requests: Requests, room: string): Promise<string | undefined> {
  const info = await fetchInfo(requests, room, RESERVED_NICK);
  return info.node === RESERVED_NICK ? info.identities[0]?.name || undefined : undefined;
}
