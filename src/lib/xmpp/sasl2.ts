// XEP-0388: Extensible SASL Profile, 1.0.1, https://xmpp.org/extensions/xep-0388.html
// XEP-0386: Bind 2, 1.0.1, https://xmpp.org/extensions/xep-0386.html
import { AppError } from '../base/errors';
import { encodeBase64 } from './base64';
import {
  buildFast,
  buildTokenRequest,
  parseFastMechanism,
  parseToken,
  type FastToken,
  type HashedTokenName
} from './hashed-token';
import type { Link } from './link';
import type { Mechanism } from './mechanism';
import { exchange } from './sasl';
import { buildEnable, buildResume, offersSm } from './xep/0198-stream-management';
import { attr, child, children, el, text, type Element } from './xml';

export const SASL2 = 'urn:xmpp:sasl:2';
const BIND2 = 'urn:xmpp:bind:0';
const CARBONS = 'urn:xmpp:carbons:2';
const CSI = 'urn:xmpp:csi:0';

/** What SASL2 offers to do in the same round trip. */
export interface Sasl2Offer {
  bind: boolean;
  carbons: boolean;
  csi: boolean;
  /** Stream management can be enabled with Bind 2, or a stream resumed. */
  sm: boolean;
  resume: boolean;
  fast: HashedTokenName | undefined;
}

/** What to do besides logging in. */
export interface Sasl2Wishes {
  userAgentId: string;
  resume?: { id: string; inbound: number } | undefined;
  inactive?: boolean;
  /** Make this token's use its last (XEP-0484 §3.6). */
  invalidate?: boolean;
  /** Only log in; there will be no stanzas. */
  unbound?: boolean;
}

/** What a login by SASL2 brought. */
export interface Sasl2Success {
  /** The address that we are now: full when something was bound or resumed. */
  jid: string;
  success: Element;
  bound: Element | undefined;
  carbons: boolean;
  token: FastToken | undefined;
}

/** The SASL2 part of the features (XEP-0388 §2.1) with what can be done inline (XEP-0386 §3). */
export function parseSasl2(features: Element): { authentication: Element; offer: Sasl2Offer } | undefined {
  const authentication = child(features, 'authentication', SASL2);
  if (!authentication) return undefined;
  const inline = child(authentication, 'inline', SASL2);
  const bind = inline && child(inline, 'bind', BIND2);
  const inner = bind && child(bind, 'inline', BIND2);
  const vars = inner ? children(inner, 'feature', BIND2).map((feature) => attr(feature, 'var')) : [];
  return {
    authentication,
    offer: {
      bind: bind !== undefined,
      carbons: vars.includes(CARBONS),
      csi: vars.includes(CSI),
      sm: vars.includes('urn:xmpp:sm:3'),
      resume: inline !== undefined && offersSm(inline),
      fast: parseFastMechanism(inline)
    }
  };
}

function buildBind(offer: Sasl2Offer, inactive: boolean, resumable: boolean): Element {
  return el(
    'bind',
    { xmlns: BIND2 },
    el('tag', {}, 'Kith'),
    offer.sm && buildEnable(resumable),
    offer.carbons && el('enable', { xmlns: CARBONS }),
    offer.csi && inactive && el('inactive', { xmlns: CSI })
  );
}

/** Logs in by SASL2, and binds or resumes in the same breath where the server can. */
export async function authenticate2(
  link: Link,
  mechanism: Mechanism,
  offer: Sasl2Offer,
  wishes: Sasl2Wishes,
  token: FastToken | undefined
): Promise<Sasl2Success> {
  const { userAgentId, resume, inactive = false, invalidate = false, unbound = false } = wishes;
  const wanted = offer.fast;
  const request = el(
    'authenticate',
    { xmlns: SASL2, mechanism: mechanism.name },
    el('initial-response', {}, encodeBase64(await mechanism.start())),
    el('user-agent', { id: userAgentId }, el('software', {}, 'Kith')),
    offer.bind && !unbound && buildBind(offer, inactive, link.resumable),
    resume && offer.resume && buildResume(resume.id, resume.inbound),
    token ? buildFast(invalidate) : wanted && buildTokenRequest(wanted)
  );
  const success = await exchange(link, mechanism, SASL2, request);
  const bound = child(success, 'bound', BIND2);
  const identifier = child(success, 'authorization-identifier', SASL2);
  if (!identifier) throw new AppError('server-refused', 'success without an address (XEP-0388 §2.6.1)');
  const asked = token?.mechanism ?? wanted;
  return {
    jid: text(identifier),
    success,
    bound,
    carbons: bound !== undefined && child(bound, 'enabled', CARBONS) !== undefined,
    token: asked && parseToken(success, asked)
  };
}
