import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { OWN_INFO } from '../../src/lib/xmpp/features';
import { buildMessage, parseMessage } from '../../src/lib/xmpp/message';
import { openForRegistration } from '../../src/lib/xmpp/registration';
import { fetchRoster, parseRosterPush, removeRosterItem, setRosterItem } from '../../src/lib/xmpp/roster';
import { openStream, type Stream } from '../../src/lib/xmpp/stream';
import { attr, el, type Element } from '../../src/lib/xmpp/xml';
import { buildAvailable } from '../../src/lib/xmpp/presence';
import { fetchLastActivity } from '../../src/lib/xmpp/xep/0012-last-activity';
import { buildInfo, fetchDiscoItems, fetchInfo, parseInfoRequest } from '../../src/lib/xmpp/xep/0030-disco';
import { fetchItems, parseEvent, publish, PUBLISH_OPTIONS, retract } from '../../src/lib/xmpp/xep/0060-pubsub';
import { fetchRegistrationForm, register } from '../../src/lib/xmpp/xep/0077-registration';
import { buildCaps, computeVer } from '../../src/lib/xmpp/xep/0115-caps';
import { parseHostMetaJson } from '../../src/lib/xmpp/xep/0156-host-meta';
import { block, fetchBlocked, parseBlockPush, unblock } from '../../src/lib/xmpp/xep/0191-blocking';
import { ping } from '../../src/lib/xmpp/xep/0199-ping';
import { clockOffset, fetchTime } from '../../src/lib/xmpp/xep/0202-entity-time';
import { enableCarbons, parseCarbon } from '../../src/lib/xmpp/xep/0280-carbons';
import { parseArchiveResult, queryArchive } from '../../src/lib/xmpp/xep/0313-archive';
import { SID } from '../../src/lib/xmpp/xep/0359-stanza-ids';
import { parseInviteUri } from '../../src/lib/xmpp/xep/0379-preauth';
import { createInvite } from '../../src/lib/xmpp/xep/0401-invites';
import { preauthenticate } from '../../src/lib/xmpp/xep/0445-registration-tokens';
import { MDS, MDS_NODE, buildDisplayedSync, parseDisplayedSync } from '../../src/lib/xmpp/xep/0490-displayed-sync';
import { startServers, type Servers } from '../support/servers';
import { provideWebSocket } from '../support/websocket';

provideWebSocket();

const ALICE = 'alice@localhost';
const BOB = 'bob@localhost';

/** A device that keeps every stanza it gets. */
async function openDevice(
  servers: Servers,
  jid: string,
  password: string
): Promise<{ stream: Stream; got: Element[] }> {
  const stream = await openStream({
    endpoint: { kind: 'websocket', url: servers.wsUrl },
    jid,
    credentials: { password },
    userAgentId: crypto.randomUUID(),
    resource: crypto.randomUUID()
  });
  const got: Element[] = [];
  const take = (stanza: Element): void => {
    got.push(stanza);
    const asked = parseInfoRequest(stanza);
    const from = attr(stanza, 'from');
    if (asked)
      stream.send(el('iq', { type: 'result', id: attr(stanza, 'id'), to: from }, buildInfo({ ...OWN_INFO, ...asked })));
  };
  stream.listen({ stanza: take, failed: () => 'stop' });
  if (!stream.carbons) await enableCarbons(stream);
  stream.send(buildAvailable({ extra: [buildCaps('kith', await computeVer(OWN_INFO))] }));
  return { stream, got };
}

const found = <T>(got: Element[], parse: (stanza: Element) => T | undefined): Promise<T> =>
  vi.waitFor(
    () => {
      const parsed = got.map(parse).find((value) => value !== undefined);
      if (parsed === undefined) throw new Error('not there yet');
      return parsed;
    },
    { timeout: 5_000, interval: 10 }
  );

describe('the wire modules and a real server', () => {
  let servers: Servers;
  let alice: Stream;
  let phone: { stream: Stream; got: Element[] };
  let bob: { stream: Stream; got: Element[] };
  let got: Element[];

  beforeAll(async () => {
    servers = await startServers();
    await servers.createAccount('alice', 'secret-a');
    await servers.createAccount('bob', 'secret-b');
    ({ stream: alice, got } = await openDevice(servers, ALICE, 'secret-a'));
    phone = await openDevice(servers, ALICE, 'secret-a');
    bob = await openDevice(servers, BOB, 'secret-b');
  });
  afterAll(async () => {
    await Promise.all([alice, phone?.stream, bob?.stream].map((stream) => stream?.close()));
    await servers?.stop();
  });

  it('find each other: host-meta, disco, ping, time', async () => {
    const hostMeta = parseHostMetaJson(await (await fetch(servers.hostMetaUrl)).text());
    expect(hostMeta).toEqual({ websocket: [servers.wsUrl], bosh: [servers.boshUrl] });
    expect((await fetchInfo(alice, 'localhost')).identities).toContainEqual(
      expect.objectContaining({ category: 'server', type: 'im' })
    );
    const account = await fetchInfo(alice, undefined);
    expect(account.features).toEqual(expect.arrayContaining([SID, PUBLISH_OPTIONS, 'urn:xmpp:mam:2']));
    expect(await fetchDiscoItems(alice, 'localhost')).toBeInstanceOf(Array);
    await ping(alice);
    await ping(alice, 'localhost');
    const asked = Date.now();
    const { utc } = await fetchTime(alice, 'localhost');
    expect(Math.abs(clockOffset(utc, asked, Date.now()))).toBeLessThan(2_000);
  });

  it('keep the roster in step', async () => {
    const first = await fetchRoster(alice, '');
    expect(first).toMatchObject({ items: [] });
    await setRosterItem(alice, { jid: BOB, name: 'Bob & co', groups: ['Friends'] });
    const item = { jid: BOB, name: 'Bob & co', subscription: 'none', asked: false, groups: ['Friends'] };
    expect(await found(got, (stanza) => parseRosterPush(stanza, ALICE))).toMatchObject({ type: 'set', item });
    const second = await fetchRoster(alice, '');
    expect(second).toMatchObject({ items: [item] });
    expect(second === 'unchanged' ? '' : await fetchRoster(alice, second.ver)).toBe('unchanged');
    await removeRosterItem(alice, BOB);
    const removed = (stanza: Element) => {
      const push = parseRosterPush(stanza, ALICE);
      return push?.type === 'remove' ? push.jid : undefined;
    };
    expect(await found(got, removed)).toBe(BOB);
    await expect(fetchLastActivity(alice, BOB)).rejects.toMatchObject({ name: 'StanzaError' });
  });

  it('carry a message to the other, to the own other device and into both archives', async () => {
    const stanza = buildMessage({
      to: BOB,
      id: 'm1',
      body: 'Hello & <bye>',
      originId: true,
      requestReceipt: true,
      markable: true
    });
    alice.send(stanza);
    const context = { self: BOB, trustedStanzaIds: true };
    const withBody = (message: Element) => {
      const parsed = parseMessage(message, context);
      return parsed?.body === undefined ? undefined : parsed;
    };
    const received = await found(bob.got, withBody);
    const expected = { type: 'chat', from: alice.jid, to: BOB, id: 'm1', originId: 'm1', body: 'Hello & <bye>' };
    expect(received).toMatchObject({ ...expected, wantsReceipt: true, markable: true, stanzaId: expect.any(String) });

    const carbon = await found(phone.got, (message) => parseCarbon(message, ALICE));
    expect(carbon.direction).toBe('sent');
    const copy = parseMessage(carbon.message, { self: ALICE, trustedStanzaIds: true });
    expect(copy).toMatchObject(expected);

    const fin = await queryArchive(alice, { before: '', max: 10, with: BOB }, 'q1');
    expect(fin).toMatchObject({ complete: true, last: copy?.stanzaId });
    const result = await found(got, (message) => parseArchiveResult(message, ALICE, ALICE));
    expect(result).toMatchObject({ queryId: 'q1', id: copy?.stanzaId });
    expect(Math.abs(result.time - Date.now())).toBeLessThan(60_000);
    expect(parseMessage(result.message, { self: ALICE, trustedStanzaIds: true })).toMatchObject(expected);
    const unknown = queryArchive(alice, { after: 'no-such-id', max: 10 }, 'q2');
    await expect(unknown).rejects.toMatchObject({ condition: 'item-not-found' });
  });

  it('keep the read position in a node of the own account', async () => {
    await expect(fetchItems(alice, MDS)).rejects.toMatchObject({ condition: 'item-not-found' });
    await publish(alice, MDS, BOB, buildDisplayedSync('s1', ALICE), MDS_NODE);
    const expected = { chat: BOB, stanzaId: 's1', by: ALICE };
    const event = await found(phone.got, (message) => parseEvent(message, ALICE, ALICE));
    expect(event.items.map(parseDisplayedSync)).toEqual([expected]);
    const [stored] = await fetchItems(alice, MDS);
    expect(stored && parseDisplayedSync(stored)).toEqual(expected);
    await expect(fetchItems(bob.stream, MDS, { to: ALICE })).rejects.toMatchObject({ name: 'StanzaError' });
    const other = publish(alice, MDS, BOB, buildDisplayedSync('s2', ALICE), [['access_model', 'open']]);
    await expect(other).rejects.toMatchObject({ condition: 'conflict', specific: 'precondition-not-met' });
    await retract(alice, MDS, BOB);
    const gone = (message: Element) => parseEvent(message, ALICE, ALICE)?.retracted[0];
    expect(await found(phone.got, gone)).toBe(BOB);
    expect(await fetchItems(alice, MDS)).toEqual([]);
  });

  it('block and unblock, and tell the own other device', async () => {
    expect(await fetchBlocked(alice)).toEqual([]);
    expect(await fetchBlocked(phone.stream)).toEqual([]);
    await block(alice, [BOB]);
    expect(await found(phone.got, (iq) => parseBlockPush(iq, ALICE))).toEqual({ type: 'block', jids: [BOB] });
    expect(await fetchBlocked(alice)).toEqual([BOB]);
    await unblock(alice, [BOB]);
    expect(await fetchBlocked(alice)).toEqual([]);
  });

  it('make an invitation that opens an account, once', async () => {
    const { uri, expires } = await createInvite(alice, 'localhost');
    const invite = parseInviteUri(uri);
    expect(invite).toMatchObject({ jid: ALICE, action: 'roster', registers: true, token: expect.any(String) });
    expect(expires).toBeGreaterThan(Date.now());
    const open = () => openForRegistration('localhost', { kind: 'websocket', url: servers.wsUrl });
    const visit = await open();
    await preauthenticate(visit.requests, 'localhost', invite?.token ?? '');
    expect((await fetchRegistrationForm(visit.requests, 'localhost')).fields).toEqual(
      expect.arrayContaining(['username', 'password'])
    );
    await register(visit.requests, 'localhost', 'carol', 'secret-c');
    await visit.close();
    const again = await open();
    const used = preauthenticate(again.requests, 'localhost', invite?.token ?? '');
    await expect(used).rejects.toMatchObject({ name: 'StanzaError' });
    await again.close();
    const carol = await openDevice(servers, 'carol@localhost', 'secret-c');
    expect(await fetchRoster(carol.stream)).toMatchObject({ items: [{ jid: ALICE, subscription: 'both' }] });
    await carol.stream.close();
  });
});
