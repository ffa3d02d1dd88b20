import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha1Hex } from '../../src/lib/xmpp/picture';
import { StanzaError } from '../../src/lib/xmpp/requests';
import { fetchVcardPhoto } from '../../src/lib/xmpp/xep/0054-vcard';
import { publish } from '../../src/lib/xmpp/xep/0060-pubsub';
import { AVATAR_DATA, AVATAR_METADATA, buildAvatarData, buildAvatarMetadata } from '../../src/lib/xmpp/xep/0084-avatar';
import type { Tab } from '../support/browser-like';
import { isIn, People, startFamily, until } from '../support/people';
import { KINDS } from '../support/servers';
import { provideWebSocket } from '../support/websocket';

provideWebSocket();

const ALICE = 'alice@localhost';
const PIXEL = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='),
  (character) => character.charCodeAt(0)
);
/** A small picture that is another one for each `n`. */
const picture = (n: number) => ({ blob: new Blob([PIXEL, Uint8Array.of(n)], { type: 'image/png' }), side: 1 });

/** What a device shows of somebody, once it has looked. */
async function face(tab: Tab, address: string): Promise<number | undefined> {
  const blob = await tab.engine.rooms.avatar(address);
  return blob && new Uint8Array(await blob.arrayBuffer()).at(-1);
}
const shows = (tab: Tab, address: string, n: number | undefined) =>
  until(async () => expect(await face(tab, address)).toBe(n));

const unlessRefused = (thrown: unknown): void => expect(thrown).toBeInstanceOf(StanzaError);

describe.each(KINDS)("somebody's picture over %s", (kind) => {
  let people: People;
  let alice: Tab;
  let bob: Tab;

  beforeAll(async () => {
    people = await People.at(kind, 'profile');
    [alice, bob] = await people.arrive('alice', 'bob');
    await alice.engine.addContact('bob@localhost');
    await until(async () => expect((await bob.engine.people())[0]?.asks).toBe(true));
    await bob.engine.acceptContact(ALICE);
    await until(async () => expect((await bob.engine.people())[0]?.relation).toBe('both'));
  });
  afterAll(() => people?.leave());

  it('is shown at once here, and to a contact as soon as it is there', async () => {
    await alice.engine.profile.setPicture(picture(1));
    expect(await face(alice, ALICE)).toBe(1);
    await shows(bob, ALICE, 1);
    expect(await alice.db.count('outbox')).toBe(0);
  });

  it('is changed for them, for the other own devices, and for a device that is new', async () => {
    const tablet = await people.open('alice', 'tablet');
    await shows(tablet, ALICE, 1);
    await alice.engine.profile.setPicture(picture(2));
    await shows(bob, ALICE, 2);
    await shows(tablet, ALICE, 2);
    await people.close('alice');
    const phone = await people.open('bob', 'phone');
    await shows(phone, ALICE, 2);
    await people.close('tablet');
    await people.close('phone');
    alice = await people.reopen('alice');
  });

  it('is seen in a group by somebody who is no contact', async () => {
    const carol = (await people.arrive('carol'))[0];
    const room = await startFamily(alice, bob);
    await alice.engine.rooms.inviteToRoom(room, ['carol@localhost']);
    await until(async () => expect((await carol.engine.chats()).map(({ address }) => address)).toContain(room));
    await carol.engine.rooms.joinRoom(room);
    await isIn(carol, room);
    await shows(carol, ALICE, 2);
    await alice.engine.profile.setPicture(picture(3));
    await shows(carol, ALICE, 3);
  });

  it('is given also to those who read cards', async () => {
    const stream = await people.stream('bob');
    await until(async () => expect((await fetchVcardPhoto(stream, ALICE))?.bytes.at(-1)).toBe(3));
  });

  it('is not another one than was announced, and nothing that is no picture', async () => {
    await shows(bob, ALICE, 3);
    const stream = await people.stream('alice');
    const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>');
    const forgeries: [Uint8Array<ArrayBuffer>, string][] = [
      [svg, await sha1Hex(svg)],
      [new Uint8Array([...PIXEL, 4]), '0'.repeat(40)]
    ];
    for (const [bytes, id] of forgeries) {
      await publish(stream, AVATAR_DATA, id, buildAvatarData(bytes));
      await publish(
        stream,
        AVATAR_METADATA,
        id,
        buildAvatarMetadata({ id, type: 'image/png', bytes: bytes.length })
      ).catch(unlessRefused);
      const name = await sha1Hex(bytes);
      if (kind === 'ejabberd' && id !== name) {
        // It puts the picture into the card, publishes it once more by its true name, and the presence tells that: nobody hears of the false one.
        await shows(bob, ALICE, 4);
        expect(await bob.db.get('avatars', ['bob@localhost', ALICE])).toMatchObject({ hash: name });
        continue;
      }
      const told = async () => (await bob.db.get('avatars', ['bob@localhost', ALICE]))?.wanted;
      // ejabberd looks at pictures itself, and tells nobody of these.
      if (kind !== 'ejabberd') await until(async () => expect(await told()).toBe(id));
      await face(bob, ALICE);
      // Answers come in the order of the questions.
      for (let i = 0; i < 3; i++) await bob.engine.rooms.publicRooms();
      expect(await face(bob, ALICE)).toBe(3);
    }
  });

  it('is taken away', async () => {
    await alice.engine.profile.setPicture(undefined);
    expect(await face(alice, ALICE)).toBeUndefined();
    await shows(bob, ALICE, undefined);
    await until(async () => expect(await alice.db.count('outbox')).toBe(0));
  });
});
