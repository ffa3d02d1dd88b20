import { redirect } from '@sveltejs/kit';
import { bareJid } from '$lib/base/jid';

/** An address is always written the same way; what is none leads to the list. */
export function load({ params, url }: { params: { address: string }; url: URL }): void {
  const bare = bareJid(params.address);
  if (bare === undefined) redirect(307, '/');
  const ending = url.pathname.endsWith('/info') ? '/info' : '';
  if (bare !== params.address) redirect(307, `/chat/${encodeURIComponent(bare)}${ending}`);
}
