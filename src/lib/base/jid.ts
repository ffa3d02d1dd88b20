/** A Jabber address split into its parts (RFC 7622 §3). `local` and `resource` are absent rather than empty. */
export interface Jid {
  local?: string;
  domain: string;
  resource?: string;
}

// RFC 7622 §3.3.1: these never stand in a local part; spaces and controls stand in neither part.
const FORBIDDEN_LOCAL = /["&'/:<>@\s\p{Cc}]/u;
const FORBIDDEN_DOMAIN = /["&'/:<>@\s\p{Cc}\\?#%]/u;
const IPV6 = /^\[[0-9a-f:.]+\]$/;
const tooLong = (part: string): boolean => new TextEncoder().encode(part).length > 1023;

/** Reads an address, folding case as RFC 7622 §3.3 does for what people type. `undefined` when it is not one. */
export function parseJid(text: string): Jid | undefined {
  const slash = text.indexOf('/');
  const resource = slash < 0 ? undefined : text.slice(slash + 1);
  const bare = slash < 0 ? text : text.slice(0, slash);
  const at = bare.indexOf('@');
  const local = at < 0 ? undefined : bare.slice(0, at).normalize('NFC').toLowerCase();
  const domain = bare
    .slice(at + 1)
    .normalize('NFC')
    .toLowerCase()
    .replace(/\.$/, '');
  if (domain === '' || tooLong(domain)) return undefined;
  if (FORBIDDEN_DOMAIN.test(domain) && !IPV6.test(domain)) return undefined;
  if (local !== undefined && (local === '' || FORBIDDEN_LOCAL.test(local) || tooLong(local))) return undefined;
  if (resource !== undefined && (resource === '' || /\p{Cc}/u.test(resource) || tooLong(resource))) return undefined;
  return { domain, ...(local !== undefined && { local }), ...(resource !== undefined && { resource }) };
}

/** Writes an address. */
export function formatJid(jid: Jid): string {
  const bare = jid.local === undefined ? jid.domain : `${jid.local}@${jid.domain}`;
  return jid.resource === undefined ? bare : `${bare}/${jid.resource}`;
}

/** The address without its resource, normalised; `undefined` when `text` is not an address. */
export function bareJid(text: string | undefined): string | undefined {
  const jid = text === undefined ? undefined : parseJid(text);
  return jid && formatJid({ domain: jid.domain, ...(jid.local !== undefined && { local: jid.local }) });
}

/** The normalised whole address; `undefined` when `text` is not an address. */
export function normalJid(text: string | undefined): string | undefined {
  const jid = text === undefined ? undefined : parseJid(text);
  return jid && formatJid(jid);
}

/** The address without its resource, of one that is already normalised. */
export function bareOf(jid: string): string {
  return jid.split('/', 1)[0] ?? jid;
}

/** The server's part of an address that is already normalised. */
export function domainOf(jid: string): string {
  const bare = bareOf(jid);
  return bare.slice(bare.indexOf('@') + 1);
}

/** The part before the `@` of a normalised address; `undefined` for a server. */
export function localOf(jid: string): string | undefined {
  const at = bareOf(jid).indexOf('@');
  return at < 0 ? undefined : jid.slice(0, at);
}

/** The part behind the `/`; `undefined` for a bare address. */
export function resourceOf(jid: string): string | undefined {
  const slash = jid.indexOf('/');
  return slash < 0 ? undefined : jid.slice(slash + 1);
}
