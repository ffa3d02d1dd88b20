import { redirect } from '@sveltejs/kit';
import { bareJid, localOf } from '$lib/base/jid';

/** An address is always written the same way; what is none leads to the list. */
export function load({ params }: { params: { address: string } }): void {
  const bare = bareJid(params.address);
  if (bare === undefined || localOf(bare) === undefined) redirect(307, '/');
  if (bare !== params.address) redirect(307, `/new/join/${encodeURIComponent(bare)}`);
}
