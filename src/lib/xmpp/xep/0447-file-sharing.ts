// XEP-0447: Stateless file sharing, 0.3.0, https://xmpp.org/extensions/xep-0447.html
import { attr, child, children, el, type Element } from '../xml';
import { buildMetadata, FILE_METADATA, parseMetadata, type FileMetadata } from './0446-file-metadata';

export const FILE_SHARING = 'urn:xmpp:sfs:0';
const URL_DATA = 'http://jabber.org/protocol/url-data';

/** A file that a message brings, and where it lies. */
export interface SharedFile {
  /** `attachment`: not to be shown in the conversation. */
  disposition?: 'inline' | 'attachment';
  metadata: FileMetadata;
  /** Addresses as they are, of any scheme. */
  urls: string[];
}

/** The files that a message brings (§3.1). */
export function parseSharedFiles(message: Element): SharedFile[] {
  return children(message, 'file-sharing', FILE_SHARING).flatMap((sharing) => {
    const file = child(sharing, 'file', FILE_METADATA);
    const metadata = file && parseMetadata(file);
    if (!metadata) return [];
    const disposition = (['inline', 'attachment'] as const).find((one) => one === attr(sharing, 'disposition'));
    return [{ metadata, urls: parseSources(sharing), ...(disposition && { disposition }) }];
  });
}

/** Brings a file. */
export function buildSharedFile({ disposition, metadata, urls }: SharedFile): Element {
  return el('file-sharing', { xmlns: FILE_SHARING, disposition }, buildMetadata(metadata), buildSources(urls));
}

/** The addresses where the file of an element lies, as they are, of any scheme (§3.3). */
export function parseSources(parent: Element): string[] {
  const sources = child(parent, 'sources', FILE_SHARING);
  const data = sources ? children(sources, 'url-data', URL_DATA) : [];
  return data.flatMap((source) => attr(source, 'target')?.trim() || []);
}

/** Says where a file lies. */
export function buildSources(urls: string[]): Element {
  return el('sources', { xmlns: FILE_SHARING }, ...urls.map((target) => el('url-data', { xmlns: URL_DATA, target })));
}
