import type { DiscoIdentity, DiscoInfo } from './xep/0030-disco';
import { DISCO_INFO } from './xep/0030-disco';
import { MUC } from './xep/0045-muc';
import { AVATAR_METADATA } from './xep/0084-avatar';
import { OOB } from './xep/0066-oob';
import { CHAT_STATES } from './xep/0085-chat-states';
import { VERSION } from './xep/0092-version';
import { CAPS } from './xep/0115-caps';
import { RECEIPTS } from './xep/0184-receipts';
import { NICK } from './xep/0172-nickname';
import { PING } from './xep/0199-ping';
import { TIME } from './xep/0202-entity-time';
import { INVITATION } from './xep/0249-invitation';
import { CORRECTION } from './xep/0308-correction';
import { MARKERS } from './xep/0333-markers';
import { STYLING } from './xep/0393-styling';
import { BOOKMARKS } from './xep/0402-bookmarks';
import { RETRACTION } from './xep/0424-retraction';
import { FALLBACK } from './xep/0428-fallback';
import { REACTIONS } from './xep/0444-reactions';
import { REPLY } from './xep/0461-replies';
import { deviceListNode } from './xep/0384-nodes';
import { MDS } from './xep/0490-displayed-sync';

/** The name that goes with the capabilities; there is no page about them yet (XEP-0115 §4). */
export const CAPS_NODE = 'kith';

const IDENTITY: DiscoIdentity = { category: 'client', type: 'web', name: 'Kith' };

/** What Kith says it is and can do: only what works. */
export const OWN_INFO: DiscoInfo = {
  identities: [IDENTITY],
  features: [
    DISCO_INFO,
    MUC,
    OOB,
    CHAT_STATES,
    VERSION,
    CAPS,
    RECEIPTS,
    PING,
    TIME,
    INVITATION,
    MARKERS,
    CORRECTION,
    REACTIONS,
    RETRACTION,
    REPLY,
    FALLBACK,
    STYLING,
    `${AVATAR_METADATA}+notify`,
    `${NICK}+notify`,
    `${BOOKMARKS}+notify`,
    `${MDS}+notify`,
    `${deviceListNode('legacy')}+notify`,
    `${deviceListNode('omemo:2')}+notify`
  ],
  forms: []
};
