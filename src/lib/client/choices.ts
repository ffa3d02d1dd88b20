import type { App } from './app.svelte';
import type { People } from './people.svelte';
import { withShownName } from './shown-name';

/** A chat, or somebody, in a list to choose from. */
export interface Choice {
  address: string;
  name: string;
  isGroup?: boolean;
  /** Stands under the name. */
  line?: string | undefined;
}

/** The chats, newest first, and behind them the people with whom there is none yet. */
export async function loadChoices(app: App, people: People): Promise<Choice[]> {
  const all = await app.api.chats();
  const chats = all.filter(({ kind, request }) => kind !== 'private' && !request).map(withShownName);
  const known = new Set(all.map(({ address }) => address));
  const others = people.contacts.filter(({ address }) => !known.has(address));
  return [...chats, ...others].map((one) => ({
    address: one.address,
    name: one.name,
    isGroup: 'kind' in one && one.kind === 'room',
    line: one.doubtful && one.address
  }));
}
