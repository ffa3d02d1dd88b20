import { localOf } from '../base/jid';
import type { MessageView } from '../engine/api';
import { folded } from './match';
import type { People } from './people.svelte';
import type { Room } from './room.svelte';
import { withShownName } from './shown-name';

/** Who said something in a group, as it is shown. */
export interface Speaker {
  name: string;
  /** Where their picture is found: their own address, or the one that they have in the group. */
  address: string;
  /** What gives their colour (XEP-0392 §5.1). */
  colour: string;
  /** They are in the contact list, so the name is the user's own word for them. */
  contact: boolean;
  /** The name could deceive: what else is known of them belongs beside it, their address or nothing at all. */
  doubtful?: true;
}

/** Somebody whom an `@` can name. */
export interface Mentionable {
  key: string;
  /** The name to show. */
  name: string;
  /** What they answer to in the group, which is what is written. */
  nick: string;
  address: string;
  /** What gives their colour. */
  colour: string;
  /** They are there now. */
  present: boolean;
}

type Said = Pick<MessageView, 'nick' | 'person' | 'sender'>;

/** What people in one group are called: by the user's own name for a contact, else by the nickname that they chose. */
export class ChatNames {
  readonly #people: People;
  readonly #room: () => Room | undefined;

  constructor(people: People, room: () => Room | undefined) {
    this.#people = people;
    this.#room = room;
  }

  readonly #contacts = $derived.by(() => new Map(this.#people.contacts.map((person) => [person.address, person])));
  readonly #taken = $derived.by(() => new Set(this.#people.contacts.map((person) => folded(person.name))));

  /** The own nickname in the group. */
  readonly self = $derived.by(() => this.#room()?.live?.nick ?? this.#room()?.view?.nick ?? '');

  /** Everybody but the user, who may be there or not. */
  readonly mentionable = $derived.by((): Mentionable[] => {
    const room = this.#room();
    const members = new Map(room?.view?.members.map(({ address, name }) => [address, name]));
    return (room?.people ?? []).flatMap(({ key, name, nick, address, me }) => {
      const known = address && (members.get(address) || localOf(address));
      const called = nick ?? known ?? '';
      if (me || called === '') return [];
      const picture = address ?? `${room?.address}/${called}`;
      return [{ key, name, nick: called, address: picture, colour: address ?? called, present: nick !== undefined }];
    });
  });

  /** The nicknames that an `@` can name, in lower case, the user's own among them. */
  readonly known = $derived.by(
    (): ReadonlySet<string> =>
      new Set(
        [this.self, ...this.mentionable.map(({ nick }) => nick)].filter(Boolean).map((nick) => nick.toLowerCase())
      )
  );

  /** Who said a message. */
  of({ nick = '', person, sender }: Said): Speaker {
    const contact = person === undefined ? undefined : this.#contacts.get(person);
    const address = person ?? sender;
    if (contact) return { name: contact.name, address, colour: address, contact: true };
    const shown = withShownName({ name: nick, address });
    // A nickname is never an identity: somebody else's contact name is not theirs (SECURITY 15).
    const doubtful = shown.doubtful === true || this.#taken.has(folded(shown.name));
    const speaker = { name: shown.name, address, colour: person ?? (nick || sender), contact: false };
    return doubtful ? { ...speaker, doubtful } : speaker;
  }

  /** What to call somebody in a sentence. */
  called(nick: string | undefined, address: string | undefined): string {
    return this.of({ sender: address ?? nick ?? '', ...(nick && { nick }), ...(address && { person: address }) }).name;
  }
}
