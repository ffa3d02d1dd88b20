// XEP-0054: vcard-temp, 1.2, https://xmpp.org/extensions/xep-0054.html
import { encodeBase64 } from '../base64';
import { readPicture, type Picture } from '../picture';
import { StanzaError, type Requests } from '../requests';
import { child, children, childText, el, type Element } from '../xml';

const VCARD = 'vcard-temp';
/** A picture may stand there in several formats (XEP-0486 §4.1); more are not looked at. */
const MAX_PHOTOS = 4;

/** Fetches the picture in a vCard (§3.2); `undefined` when there is none that can be drawn. */
export async function fetchVcardPhoto(requests: Requests, jid: string | undefined): Promise<Picture | undefined> {
  const answer = await requests.request('get', jid, el('vCard', { xmlns: VCARD })).catch(unlessMissing);
  const vcard = answer && child(answer, 'vCard', VCARD);
  for (const photo of vcard ? children(vcard, 'PHOTO', VCARD).slice(0, MAX_PHOTOS) : []) {
    const picture = await readPicture(childText(photo, 'BINVAL', VCARD) ?? '');
    if (picture) return picture;
  }
  return undefined;
}

/** Gives a room its picture, or takes it away (XEP-0486 §3.2); what else its vCard holds goes with it. */
export async function setVcardPhoto(
  requests: Requests,
  jid: string,
  photo: Pick<Picture, 'type' | 'bytes'> | undefined
): Promise<void> {
  await requests.request('set', jid, el('vCard', { xmlns: VCARD }, buildPhoto(photo)));
}

/** Changes the own picture or name, as far as they are named; the rest of it stays, since a vCard is always set whole (§3.3). */
export async function changeOwnVcard(
  requests: Requests,
  change: { photo?: Pick<Picture, 'type' | 'bytes'> | 'none'; nickname?: string }
): Promise<void> {
  const { photo, nickname } = change;
  const answer = await requests.request('get', undefined, el('vCard', { xmlns: VCARD })).catch(unlessMissing);
  const stored = answer && child(answer, 'vCard', VCARD)?.children;
  const others = (stored ?? []).filter((one) => {
    if (typeof one === 'string') return false;
    return !(photo && one.is('PHOTO', VCARD)) && !(nickname !== undefined && one.is('NICKNAME', VCARD));
  });
  const name = nickname !== undefined && el('NICKNAME', {}, nickname);
  const picture = photo !== 'none' && buildPhoto(photo);
  await requests.request('set', undefined, el('vCard', { xmlns: VCARD }, ...others, name, picture));
}

function buildPhoto(photo: Pick<Picture, 'type' | 'bytes'> | undefined): Element | undefined {
  return photo && el('PHOTO', {}, el('TYPE', {}, photo.type), el('BINVAL', {}, encodeBase64(photo.bytes)));
}

function unlessMissing(thrown: unknown): undefined {
  if (thrown instanceof StanzaError && thrown.condition === 'item-not-found') return undefined;
  throw thrown;
}
