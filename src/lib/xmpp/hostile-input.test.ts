import { describe, expect, it } from 'vitest';
import { stanza } from '../../../tests/support/requests';
import { parseMessage } from './message';
import { parsePresence } from './presence';
import { parseRosterPush } from './roster';
import { el, elements, type Element } from './xml';
import { parseForm } from './xep/0004-data-forms';
import { parseInfo, parseInfoRequest } from './xep/0030-disco';
import { parseMucUser } from './xep/0045-muc';
import { readRoomInfo } from './xep/0045-room-info';
import { buildOldBookmarks, parseOldBookmarks } from './xep/0048-bookmarks';
import { parseRsm } from './xep/0059-result-sets';
import { parseEvent } from './xep/0060-pubsub';
import { parseAvatarMetadata } from './xep/0084-avatar';
import { parseCaps } from './xep/0115-caps';
import { parseBlockPush } from './xep/0191-blocking';
import { parseTime } from './xep/0202-entity-time';
import { parseCarbon } from './xep/0280-carbons';
import { parseForwarded } from './xep/0297-forwarding';
import { archiveQueryId, parseArchiveResult, parseFin } from './xep/0313-archive';
import { parsePreauth } from './xep/0379-preauth';
import { buildBookmark, parseBookmark } from './xep/0402-bookmarks';
import { parseEncryption } from './xep/0380-encryption';
import { parseBundle, parseDeviceList } from './xep/0384-devices';
import { parseEncrypted } from './xep/0384-omemo';
import { openStanza, parseEnvelope } from './xep/0420-sce';
import { parseTrustMessage } from './xep/0450-trust-messages';
import { parseDisplayedSync } from './xep/0490-displayed-sync';
import { parseNotify, withNotify } from './xep/0492-notification-settings';

const SELF = 'juliet@capulet.lit';
const INNER = `<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' from='capulet.lit' stamp='2010-07-10T23:08:25Z'/>
  <message xmlns='jabber:client' from='romeo@montague.lit/x' to='${SELF}' type='chat' id='1'><body>b</body></message></forwarded>`;
const SEEDS = [
  `<message from='${SELF}' type='chat' id='1' xml:lang='en'><body xml:lang='en'>x</body><thread>t</thread>
    <request xmlns='urn:xmpp:receipts'/><received xmlns='urn:xmpp:receipts' id='1'/>
    <displayed xmlns='urn:xmpp:chat-markers:0' id='1'/><active xmlns='http://jabber.org/protocol/chatstates'/>
    <origin-id xmlns='urn:xmpp:sid:0' id='1'/><stanza-id xmlns='urn:xmpp:sid:0' by='${SELF}' id='1'/>
    <delay xmlns='urn:xmpp:delay' from='capulet.lit' stamp='2010-07-10T23:08:25Z'/><no-copy xmlns='urn:xmpp:hints'/>
    <nick xmlns='http://jabber.org/protocol/nick'>n</nick><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
    <event xmlns='http://jabber.org/protocol/pubsub#event'><items node='n'><item id='a@b'><displayed xmlns='urn:xmpp:mds:displayed:0'>
    <stanza-id xmlns='urn:xmpp:sid:0' by='${SELF}' id='1'/></displayed></item><retract id='r'/></items></event></message>`,
  `<message from='${SELF}'><received xmlns='urn:xmpp:carbons:2'>${INNER}</received></message>`,
  `<message><result xmlns='urn:xmpp:mam:2' queryid='q' id='i'>${INNER}</result></message>`,
  `<presence from='a@b/c' type='subscribe'><show>dnd</show><priority>5</priority><c xmlns='http://jabber.org/protocol/caps' hash='sha-1'
    node='n' ver='v'/><idle xmlns='urn:xmpp:idle:1' since='2010-07-10T23:08:25Z'/><preauth xmlns='urn:xmpp:pars:0' token='t'/></presence>`,
  `<message from='a@b/c' type='chat' id='1'><body>https://a.example/b.jpg</body><x xmlns='jabber:x:oob'><url>https://a.example/b.jpg</url></x>
    <file-sharing xmlns='urn:xmpp:sfs:0' disposition='inline'><file xmlns='urn:xmpp:file:metadata:0'><name>b.jpg</name>
    <media-type>image/jpeg</media-type><size>5</size><width>1</width><height>1</height><length>1</length><dimensions>1x1</dimensions>
    <hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>2XarmwTlNxDAMkvymloX3S5+VbylNrJt/l5QyPa+YoU=</hash>
    <thumbnail xmlns='urn:xmpp:thumbs:1' uri='data:image/thumbhash;base64,1QcSHQRnh493V4dIh4eXh1h4kJUI'/></file>
    <sources><url-data xmlns='http://jabber.org/protocol/url-data' target='https://a.example/b.jpg'/></sources></file-sharing>
    <reference xmlns='urn:xmpp:reference:0' type='data'><media-sharing xmlns='urn:xmpp:sims:1'>
    <file xmlns='urn:xmpp:jingle:apps:file-transfer:5'><name>b</name></file><sources>
    <reference xmlns='urn:xmpp:reference:0' type='data' uri='https://a.example/b.jpg'/></sources></media-sharing></reference></message>`,
  `<iq type='set' id='1'><query xmlns='jabber:iq:roster' ver='1'><item jid='a@b' subscription='both'><group>g</group></item></query></iq>`,
  `<iq type='set' id='1'><block xmlns='urn:xmpp:blocking'><item jid='a@b'/></block></iq>`,
  `<iq type='result' id='1'><fin xmlns='urn:xmpp:mam:2' complete='true'><set xmlns='http://jabber.org/protocol/rsm'>
    <first index='0'>a</first><last>b</last><count>2</count></set></fin></iq>`,
  `<iq type='get' id='1'><query xmlns='http://jabber.org/protocol/disco#info' node='n'><identity category='c' type='t'/><feature var='f'/>
    <x xmlns='jabber:x:data' type='form'><field var='FORM_TYPE'><value>v</value><option><value>o</value></option></field></x></query></iq>`,
  `<message from='r@c/n' type='groupchat' id='1'><body>x</body><stanza-id xmlns='urn:xmpp:sid:0' by='r@c' id='1'/>
    <occupant-id xmlns='urn:xmpp:occupant-id:0' id='o'/><x xmlns='jabber:x:conference' jid='a@b' reason='r'/>
    <reference xmlns='urn:xmpp:reference:0' type='mention' uri='xmpp:a@b/c%20d' begin='0' end='1'/>
    <retract xmlns='urn:xmpp:message-retract:1' id='1'><moderated xmlns='urn:xmpp:message-moderate:1' by='r@c/n'/></retract>
    <apply-to xmlns='urn:xmpp:fasten:0' id='1'><moderated xmlns='urn:xmpp:message-moderate:0' by='r@c/n'>
    <retract xmlns='urn:xmpp:message-retract:0'/><retracted xmlns='urn:xmpp:message-retract:0'/></moderated></apply-to></message>`,
  `<presence from='r@c/n' type='unavailable'><x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='member'
    role='none' jid='a@b/c' nick='m'><actor nick='k' jid='d@e'/><reason>y</reason></item><status code='303'/>
    <destroy jid='f@g'><reason>z</reason></destroy><invite from='h@i'/><password>p</password></x>
    <x xmlns='vcard-temp:x:update'><photo>01b87fcd030b72895ff8e88db57ec525450f000d</photo></x></presence>`,
  `<conference xmlns='urn:xmpp:bookmarks:1' name='n' autojoin='1' xmlns:p='urn:p'><nick>k</nick><extensions>
    <notify xmlns='urn:xmpp:notification-settings:1'><always identity-category='client'><advanced>
    <until xmlns='urn:kith:mute:0'>2026-11-20T20:00:00Z</until><p:x p:y='1'/></advanced></always><never/></notify></extensions></conference>`,
  `<storage xmlns='storage:bookmarks'><conference jid='a@b' name='n'><nick>k</nick><m xmlns='urn:m'/></conference><url url='u'/></storage>`,
  `<metadata xmlns='urn:xmpp:avatar:metadata'><info id='111f4b3c50d7b0df729d299bc6f8e9ef9066971f' bytes='1' width='2'/></metadata>`,
  `<iq type='result' id='1'><time xmlns='urn:xmpp:time'><tzo>-06:00</tzo><utc>2006-12-19T17:58:35Z</utc></time></iq>`,
  `<message from='a@b/c' type='chat' id='1'><encrypted xmlns='urn:xmpp:omemo:2'><header sid='1'><keys jid='a@b'>
    <key rid='2' kex='true'>c2ln</key></keys></header><payload>c2ln</payload></encrypted>
    <encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'><key rid='2' prekey='1'>c2ln</key><iv>c2ln</iv></header>
    </encrypted><encryption xmlns='urn:xmpp:eme:0' namespace='urn:n' name='n'/><devices xmlns='urn:xmpp:omemo:2'>
    <device id='1' label='l' labelsig='c2ln'/></devices><bundle xmlns='urn:xmpp:omemo:2'><spk id='1'>c2ln</spk>
    <spks>c2ln</spks><ik>c2ln</ik><prekeys><pk id='1'>c2ln</pk></prekeys></bundle></message>`,
  `<envelope xmlns='urn:xmpp:sce:1'><content><trust-message xmlns='urn:xmpp:tm:1' usage='urn:xmpp:atm:1'
    encryption='urn:xmpp:omemo:2'><key-owner jid='a@b'><trust>c2ln</trust><distrust>c2lo</distrust></key-owner></trust-message>
    <p:x xmlns:p='urn:p' p:y='1'/></content><time stamp='2010-07-10T23:08:25Z'/><from jid='a@b'/><to jid='${SELF}'/></envelope>`
];
const HOSTILE = [
  '',
  ' ',
  '-1',
  '1e999',
  '9'.repeat(400),
  '__proto__',
  'constructor',
  'a@b/c@d',
  '@',
  '/',
  '\uD800',
  '\u202E',
  '\u0000',
  '%',
  'x'.repeat(5000)
];

/** What others keep in a bookmark must survive that ours changes. */
function keepBookmark(payload: Element): void {
  const bookmark = parseBookmark({ id: 'a@b', payload });
  if (!bookmark) return;
  buildBookmark(bookmark);
  parseNotify(withNotify(bookmark.extensions, { setting: 'none', mutedUntil: 1 }));
}

function keepOldBookmarks(storage: Element): void {
  const list = parseOldBookmarks(storage);
  if (list) buildOldBookmarks(list);
}

function openEnvelope(element: Element): void {
  const envelope = parseEnvelope(element.toString(), { from: 'a@b', to: SELF });
  if (envelope) parseMessage(openStanza(el('message'), envelope.content), { self: SELF, trustedStanzaIds: true });
}

/** Everything that reads what comes from the wire, on any element. */
const PARSERS: ((element: Element) => unknown)[] = [
  (e) => parseMessage(e, { self: SELF, trustedStanzaIds: true }),
  (e) => parseMessage(e, { self: SELF, trustedStanzaIds: false, room: 'r@c' }),
  (e) => parsePresence(e, SELF),
  keepBookmark,
  keepOldBookmarks,
  (e) => parseAvatarMetadata([{ id: 'i', payload: e }]),
  (e) => readRoomInfo(parseInfo(e) ?? { identities: [], features: [], forms: [] }),
  parseMucUser,
  (e) => parseRosterPush(e, SELF),
  (e) => parseBlockPush(e, SELF),
  (e) => parseCarbon(e, SELF),
  (e) => parseArchiveResult(e, SELF, SELF),
  (e) => parseArchiveResult(e, 'a@b', SELF),
  (e) => parseEvent(e, SELF, SELF)?.items.map(parseDisplayedSync),
  archiveQueryId,
  parseForm,
  parseInfo,
  parseInfoRequest,
  parseRsm,
  parseCaps,
  parseTime,
  parseForwarded,
  parseFin,
  parsePreauth,
  parseEncryption,
  parseEncrypted,
  (e) => parseDeviceList(e, 'omemo:2'),
  (e) => parseBundle(e, 'omemo:2'),
  parseTrustMessage,
  openEnvelope
];

/** A stream of numbers below a limit, the same for the same seed (xorshift). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function all(element: Element): Element[] {
  return [element, ...elements(element).flatMap(all)];
}

function spoil(root: Element, next: (below: number) => number): void {
  const everything = all(root);
  const pick = (): Element => everything[next(everything.length)] ?? root;
  const target = pick();
  const names = Object.keys(target.attrs);
  const name = names[next(names.length || 1)];
  const words = HOSTILE[next(HOSTILE.length)] ?? '';
  switch (next(6)) {
    case 0:
      if (name) delete target.attrs[name];
      break;
    case 1:
      if (name) target.attrs[name] = words;
      break;
    case 2:
      target.children = [words];
      break;
    case 3:
      target.children = [];
      break;
    case 4:
      target.name = pick().name;
      break;
    default:
      target.cnode(el(pick().name, { xmlns: pick().getNS(), from: words, id: words }));
  }
}

/** What one reader throws at one element, if anything. */
function failure(parse: (element: Element) => unknown, element: Element): string | undefined {
  try {
    parse(element);
    return undefined;
  } catch (thrown) {
    return `${String(thrown)} at ${element.toString().slice(0, 400)}`;
  }
}

describe('broken and forged input', () => {
  it.each(SEEDS.map((seed, index) => [index, seed] as const))(
    'of kind %i never makes a reader throw',
    (index, seed) => {
      const next = numbers(index + 1);
      for (let round = 0; round < 300; round++) {
        const root = stanza(seed);
        for (let times = next(6); times >= 0; times--) spoil(root, next);
        const failures = all(root).flatMap((element) => PARSERS.flatMap((parse) => failure(parse, element) ?? []));
        expect(failures).toEqual([]);
      }
    }
  );
});
