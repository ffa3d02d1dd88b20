import type { FileRow } from '../store/files';
import { buildAesgcm, parseAesgcm } from '../xmpp/xep/0454-aesgcm';

const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])$/;
/** Names that only mean something inside of somebody's network. */
const INSIDE = /\.(localhost|local|internal|intranet|lan|home|corp|private|home\.arpa)$/;

/** Whose addresses count as our own: the account's domain, and where its server keeps files. */
export interface OwnHosts {
  domain: string;
  files?: string;
}

/** Whether an address can be one of a file on the web at all: https, or this machine; without a login in it. */
export function isWebAddress(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  if (username || password) return false;
  return protocol === 'https:' || (protocol === 'http:' && LOCAL_HOST.test(hostname));
}

/**
 * Whether a file may be fetched from there because a message says so: never from somebody's own network, unless it is where
 * our own server is (SECURITY 17). A name in the public DNS may still lead inside; what is fetched goes to nobody.
 */
export function mayFetch(url: string, own: OwnHosts): boolean {
  if (!isWebAddress(url)) return false;
  const host = new URL(url).hostname.replace(/\.$/, '');
  if (host === own.domain || host === own.files || host.endsWith(`.${own.domain}`)) return true;
  const isNumber = /^\[|^[\d.]+$/.test(host);
  return !isNumber && host.includes('.') && !INSIDE.test(host) && !LOCAL_HOST.test(host);
}

/** Where a file lies, and what opens it there. */
export type FilePlace = Required<Pick<FileRow, 'url'>> & Pick<FileRow, 'secret'>;

/** Where a file lies by the address that a message names; `undefined` where that can't be one. */
export function placeOf(address: string): FilePlace | undefined {
  if (isWebAddress(address)) return { url: address };
  const sealed = parseAesgcm(address);
  if (!sealed) return undefined;
  const url = withSchemeHere(sealed.url);
  return isWebAddress(url) ? { url, secret: sealed.key } : undefined;
}

/** What others are told of where a file lies; `undefined` where that can't be said. */
export function addressOf({ url, secret }: FilePlace): string | undefined {
  if (!secret) return url;
  return buildAesgcm({ url: isWebAddress(url) ? url.replace(/^http:/, 'https:') : url, key: secret });
}

/** The address of an encrypted file does not tell whether this machine speaks TLS: it does if the app came so. */
function withSchemeHere(url: string): string {
  const isLocal = LOCAL_HOST.test(new URL(url).hostname);
  return isLocal && globalThis.location?.protocol !== 'https:' ? url.replace(/^https:/, 'http:') : url;
}
