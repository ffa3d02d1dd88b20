import { parseXmppLink, type XmppLink } from './link';

/** The link that Kith was opened with; it lives nowhere but here (SECURITY 24). */
let kept: XmppLink | undefined;

/** Takes the link out of the address bar, at once, and keeps it over a login. */
export function takeLinkFromAddress(): XmppLink | undefined {
  const { hash, pathname } = location;
  if (hash.length > 1) {
    history.replaceState(history.state, '', pathname);
    kept = linkIn(hash.slice(1));
  }
  return kept;
}

/** It was followed. */
export function forgetLink(): void {
  kept = undefined;
}

/** The link in a fragment, as a browser writes it there: `web+xmpp:` for the schemes that a web app may have. */
export function linkIn(fragment: string): XmppLink | undefined {
  let text: string;
  try {
    text = decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
  return parseXmppLink(text.replace(/^web\+xmpp:/i, 'xmpp:'));
}
