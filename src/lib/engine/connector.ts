import { AppError, toAppError, type ErrorCode } from '../base/errors';
import { domainOf } from '../base/jid';
import type { AccountRow, EndpointRow, SecretRow, StreamRow } from '../store/account';
import { discover } from '../xmpp/discovery';
import { openStream, type Stream } from '../xmpp/stream';
import type { Connector as Connect } from '../xmpp/transport';

/** After so many failed WebSockets in a row BOSH is tried, where it is offered (DESIGN §7). */
const TRIES = 2;
/** For how long BOSH is taken first once it helped, milliseconds: the server may only have been starting. */
const BOSH_FOR = 600_000;
/** What another endpoint would not change. */
const FINAL: ErrorCode[] = ['wrong-password', 'login-unsafe', 'address-invalid'];

/** How a login is done. */
export interface Attempt {
  account: Pick<AccountRow, 'account' | 'userAgentId' | 'resource' | 'mechanism' | 'server' | 'endpoint'>;
  secrets?: SecretRow | undefined;
  password?: string;
  /** `outbound`: how many stanzas were sent on it, where this engine sent them. */
  resume?: (StreamRow & { outbound?: number }) | undefined;
  inactive?: boolean;
}

/** What the real network is replaced with in tests. */
export interface Network {
  connect?: Connect;
  discover?: typeof discover;
  /** Where the app came from. */
  origin?: string;
}

type Where = Pick<AccountRow, 'account' | 'server' | 'endpoint'>;

/** Finds an account's server and connects to it; remembers what failed. */
export class StreamOpener {
  #found: EndpointRow[] = [];
  /** WebSockets that failed in a row. */
  #failures = 0;
  #boshUntil = 0;
  /** The endpoint that worked last. */
  endpoint: EndpointRow | undefined;

  constructor(private readonly network: Network) {}

  /** One try. Fails with `AppError`; the next try may go elsewhere. */
  open(attempt: Attempt): Promise<Stream> {
    return this.#try(attempt.account, (endpoint) => this.#openAt(endpoint, attempt));
  }

  /** The same with all that may help, once through: for a person who waits at the login. */
  openAny(attempt: Attempt): Promise<Stream> {
    return this.any(attempt.account, (endpoint) => this.#openAt(endpoint, attempt));
  }

  /** Uses an endpoint of a domain, another one when the first does not work. */
  async any<T>(where: Where, use: (endpoint: EndpointRow) => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries++) {
      try {
        return await this.#try(where, use);
      } catch (thrown) {
        const more = tries < TRIES && this.#found.some(({ kind }) => kind === 'bosh');
        if (FINAL.includes(toAppError(thrown).code) || !more) throw thrown;
      }
    }
  }

  async #openAt(endpoint: EndpointRow, attempt: Attempt): Promise<Stream> {
    const { account, secrets, password, resume, inactive } = attempt;
    return openStream({
      endpoint,
      jid: account.account,
      credentials: {
        ...(password !== undefined && { password }),
        ...(secrets?.scram && { scram: secrets.scram }),
        ...(secrets?.fast && { fast: secrets.fast })
      },
      userAgentId: account.userAgentId,
      resource: account.resource,
      ...(account.mechanism && { minimumMechanism: account.mechanism }),
      ...(resume && { resume }),
      ...(inactive && { inactive }),
      ...(this.network.connect && { connect: this.network.connect })
    });
  }

  async #try<T>(where: Where, use: (endpoint: EndpointRow) => Promise<T>): Promise<T> {
    const endpoint = await this.#choose(where);
    const isBosh = endpoint.kind === 'bosh';
    try {
      const result = await use(endpoint);
      this.#failures = 0;
      this.#boshUntil = isBosh ? Date.now() + BOSH_FOR : 0;
      this.endpoint = endpoint;
      return result;
    } catch (thrown) {
      if (FINAL.includes(toAppError(thrown).code)) throw thrown;
      this.#failures = isBosh ? 0 : this.#failures + 1;
      this.#boshUntil = 0;
      throw thrown;
    }
  }

  async #choose({ account, server, endpoint }: Where): Promise<EndpointRow> {
    if (server) return typedEndpoint(server);
    const isRemembered = this.#found.length === 0 && endpoint?.kind === 'websocket' && this.#failures === 0;
    if (isRemembered) return endpoint;
    if (this.#found.length === 0 || this.#failures === TRIES) this.#found = await this.#discover(domainOf(account));
    const bosh = this.#found.find(({ kind }) => kind === 'bosh');
    const [first] = this.#found;
    const turn = this.#failures >= TRIES || Date.now() < this.#boshUntil ? (bosh ?? first) : first;
    if (!turn) throw new AppError('server-not-found', account);
    return turn;
  }

  async #discover(domain: string): Promise<EndpointRow[]> {
    const { origin } = this.network;
    return (this.network.discover ?? discover)(domain, origin === undefined ? {} : { origin });
  }
}

/** The address that a person typed under "More". */
function typedEndpoint(server: string): EndpointRow {
  const url = /^[a-z]+:\/\//i.test(server) ? server : `wss://${server}`;
  if (!URL.canParse(url)) throw new AppError('server-not-found', server);
  const { protocol } = new URL(url);
  if (protocol === 'ws:' || protocol === 'wss:') return { kind: 'websocket', url };
  if (protocol === 'http:' || protocol === 'https:') return { kind: 'bosh', url };
  throw new AppError('server-not-found', server);
}
