import { createContext } from 'svelte';
import type { PersonItem } from '../engine/api';
import type { App } from './app.svelte';
import { Live } from './live.svelte';
import { withShownName, type Shown } from './shown-name';

/** The contact list, in the order of names. */
export class People {
  readonly #live: Live<PersonItem[]>;

  constructor(app: App) {
    this.#live = new Live(app.engine, ['people', 'account'], () => app.api.people());
  }

  /** Absent until they are read for the first time. */
  readonly all = $derived.by(() => {
    const { compare } = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });
    return this.#live.value
      ?.map(withShownName)
      .sort((a, b) => compare(a.name, b.name) || compare(a.address, b.address));
  });

  /** Who asked to be a contact and waits for an answer. */
  readonly asking = $derived(this.all?.filter((person) => person.asks && !person.blocked) ?? []);

  readonly contacts = $derived(this.all?.filter((person) => !person.asks && !person.blocked) ?? []);
  readonly blocked = $derived(this.all?.filter((person) => person.blocked) ?? []);

  find(address: string): Shown<PersonItem> | undefined {
    return this.all?.find((person) => person.address === address);
  }

  destroy(): void {
    this.#live.destroy();
  }
}

const [getPeople, setPeople] = createContext<People>();
export { getPeople, setPeople };
