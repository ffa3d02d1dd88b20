// XEP-0385: Stateless Inline Media Sharing (SIMS), 0.2.1, https://xmpp.org/extensions/xep-0385.html
import { attr, child, children, elements, type Element } from '../xml';
import { parseMetadata } from './0446-file-metadata';
import type { SharedFile } from './0447-file-sharing';

const SIMS = 'urn:xmpp:sims:1';
const REFERENCE = 'urn:xmpp:reference:0';
/** What the metadata is of (XEP-0234 §3), in the versions that are in use. */
const FILE_TRANSFERS = ['urn:xmpp:jingle:apps:file-transfer:5', 'urn:xmpp:jingle:apps:file-transfer:4'];

/** The files that a message brings by references to its text (§4.1). */
export function parseSharedMedia(message: Element): SharedFile[] {
  return children(message, 'reference', REFERENCE).flatMap((reference) => {
    const media = child(reference, 'media-sharing', SIMS);
    const file = media && elements(media).find((one) => one.getName() === 'file');
    const ns = FILE_TRANSFERS.find((one) => one === file?.getNS());
    const metadata = file && ns && parseMetadata(file, ns);
    const sources = media && child(media, 'sources', SIMS);
    if (!metadata || !sources) return [];
    const urls = children(sources, 'reference', REFERENCE).flatMap((source) => attr(source, 'uri')?.trim() || []);
    return [{ metadata, urls, disposition: 'inline' as const }];
  });
}
