import { redirect } from '@sveltejs/kit';
import { normalJid } from '$lib/base/jid';

/** An address is always written the same way, with a nickname for a private message; what is none leads to the list. */
export function load({ params, url }: { params: { address: string }; url: URL }): void {
  const normal = normalJid(params.address);
  if (normal === undefined) redirect(307, '/');
  const ending = ['/info', '/search', '/encryption'].find((end) => url.pathname.endsWith(end)) ?? '';
  if (normal !== params.address) redirect(307, `/chat/${encodeURIComponent(normal)}${ending}`);
}
