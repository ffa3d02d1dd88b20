import { localOf } from '../base/jid';
import type { PersonRow } from '../store/people';

/** The name to show for an address: the user's own, else theirs, else the address's first part. */
export function personName(address: string, person: PersonRow | undefined): string {
  return person?.name || person?.nick || (localOf(address) ?? address);
}
