import type { LinkPreviewRow } from '../store/messages';
import { encodeBase64 } from '../xmpp/base64';
import type { LinkApi } from './api-links';
import type { LinkPreviewView } from './api-messages';
import type { Context } from './context';

/** The largest picture that goes along with a message, bytes. */
const MOST = 48 * 1024;

/** What a page may ask about links; what it needs is loaded when it is first asked. */
export function linkDesk(context: () => Context): LinkApi {
  return {
    async fetchPreview(url) {
      const { account } = context();
      const { fetchLinkPreview } = await import('./link-preview');
      return fetchLinkPreview(account, url);
    }
  };
}

/** A preview as it is stored and goes out; the picture goes along inside. */
export async function rowOfPreview({ url, title, description, site, image }: LinkPreviewView): Promise<LinkPreviewRow> {
  const bytes = image && image.size <= MOST ? new Uint8Array(await image.arrayBuffer()) : undefined;
  return {
    url,
    ...(title && { title }),
    ...(description && { description }),
    ...(site && { site }),
    ...(image && bytes && { image: { data: encodeBase64(bytes), type: image.type } })
  };
}
