import type { LinkPreviewView } from './api-messages';

/** What a page may ask about links that the user writes. */
export interface LinkApi {
  /**
   * Asks the page that a link leads to what it is about: only when the user wants that. Fails with `link-unreadable`, as most sites
   * don't let other sites look, and `offline`.
   */
  fetchPreview(url: string): Promise<LinkPreviewView>;
}
