// XEP-0363: HTTP File Upload, 1.1.0, https://xmpp.org/extensions/xep-0363.html
import { parseUnsigned } from '../lexical';
import { StanzaError, type Requests } from '../requests';
import { attr, child, children, el, text, type Element } from '../xml';
import { formType, formValue } from './0004-data-forms';
import type { DiscoInfo } from './0030-disco';

export const UPLOAD = 'urn:xmpp:http:upload:0';
/** What may go along with an upload (§4); anything else is left out. */
const HEADERS = ['authorization', 'cookie', 'expires'];

/** What a service must know of a file; `size` in bytes. */
export interface UploadFile {
  name: string;
  size: number;
  type: string;
}

/** Where a file goes, and where it will lie. */
export interface UploadSlot {
  put: string;
  get: string;
  headers: [name: string, value: string][];
}

/** What an upload service says of itself (§3); `undefined` for anything else. Bytes. */
export function readUploadService(info: DiscoInfo): { maxSize?: number } | undefined {
  if (!info.features.includes(UPLOAD)) return undefined;
  const form = info.forms.find((one) => formType(one) === UPLOAD);
  const maxSize = form && parseUnsigned(formValue(form, 'max-file-size'));
  return maxSize === undefined ? {} : { maxSize };
}

/** Reads a slot. Line breaks in a header would begin another one (§11), so such a header is left out. */
export function parseSlot(slot: Element): UploadSlot | undefined {
  const put = child(slot, 'put', UPLOAD);
  const get = child(slot, 'get', UPLOAD);
  const [putUrl, getUrl] = [put, get].map((one) => one && attr(one, 'url')?.trim());
  if (!slot.is('slot', UPLOAD) || !put || !putUrl || !getUrl) return undefined;
  const headers = children(put, 'header', UPLOAD).flatMap((header): UploadSlot['headers'] => {
    const name = attr(header, 'name')?.trim() ?? '';
    const value = text(header).trim();
    return HEADERS.includes(name.toLowerCase()) && !/[\r\n\0]/.test(value) ? [[name, value]] : [];
  });
  return { put: putUrl, get: getUrl, headers };
}

/** Asks a service for a place for a file (§4). */
export async function requestSlot(
  requests: Requests,
  service: string,
  { name, size, type }: UploadFile
): Promise<UploadSlot> {
  const wish = el('request', { xmlns: UPLOAD, filename: name, size: String(size), 'content-type': type });
  const answer = await requests.request('get', service, wish);
  const slot = child(answer, 'slot', UPLOAD);
  const found = slot && parseSlot(slot);
  if (!found) throw new StanzaError('undefined-condition', '', 'an answer without a slot');
  return found;
}

/** Whether a service refused a file for its size (§5). */
export function isTooLarge({ specific }: StanzaError): boolean {
  return specific === 'file-too-large';
}
