// XEP-0054: vcard-temp, 1.2, https://xmpp.org/extensions/xep-0054.html
import { encodeBase64 } from '../base64';
import { readPicture, type Picture } from '../picture';
import { StanzaError, type Requests } from '../requests';
import { child, children, childText, el } from '../xml';

const VCARD = 'vcard-temp';
/** A picture may stand there in several formats (XEP-0486 §4.1); more are not looked at. */
const MAX_PHOTOS = 4;

/** Fetches the picture in a vCard (§3.2); `undefined` when there is none that can be drawn. */
export async function fetchVcardPhoto(requests: Requests, jid: string | undefined): Promise<Picture | undefined> {
  const answer = await requests.request('get', jid, el('vCard', { xmlns: VCARD })).catch((error: unknown) => {
    if (error instanceof StanzaError && error.condition === 'item-not-found') return undefined;
    throw error;
  });
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
  const inside = photo && el('PHOTO', {}, el('TYPE', {}, photo.type), el('BINVAL', {}, encodeBase64(photo.bytes)));
  await requests.request('set', jid, el('vCard', { xmlns: VCARD }, inside));
}
