import { AppError, toAppError, type ErrorCode } from '../base/errors';
import { domainOf } from '../base/jid';
import type { AccountRow, EndpointRow, SecretRow, StreamRow } from '../store/account';
import { discover } from '../xmpp/discovery';
import { openStream, type Stream } from '../xmpp/stream';
import type { Connector as Connect } from '../xmpp/transport';

/** After so many failed WebSockets in a row BOSH is tried, where it is offered (DESIGN §7). */
const TRIES = 2;
/** What another endpoint would not change. */
const FINAL: ErrorCode[] = ['wrong-password', 'login-unsafe', 'address-invalid'];

/** How a login is done. */
export interface Attempt {
  account: Pick<AccountRow, 'account' | 'userAgentId' | 'resource' | 'mechanism' | 'server' | 'endpoint'>;
  secrets?: SecretRow | undefined;
  password?: string;
  resume?: StreamRow | undefined;
  inactive?: boolean;
}

/** What the real network is replaced with in tests. */
export interface Network {
  connect?: Connect;
  discover?: typeof discover;
  /** Where the app came from. */
  origin?: string;
}

/** Finds the account's server and opens streams to it; remembers what failed. */
export class StreamOpener {
  #found: EndpointRow[] = [];
  #failures = 0;
  /** The endpoint that the newest stream was opened at. */
  endpoint: EndpointRow | undefined;

  constructor(private readonly network: Network) {}

  /** One try. Fails with `AppError`; the next try may go elsewhere. */
  async open(attempt: Attempt): Promise<Stream> {
    const { account, secrets, password, resume, inactive } = attempt;
    const endpoint = await this.#choose(attempt.account);
    try {
      const stream = await openStream({
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
      this.#failures = 0;
      this.endpoint = endpoint;
      return stream;
    } catch (thrown) {
      this.#failures++;
      throw thrown;
    }
  }

  /** Tries all that may help, once through: for a person who waits at the login. */
  async openAny(attempt: Attempt): Promise<Stream> {
    for (;;) {
      try {
        return await this.open(attempt);
      } catch (thrown) {
        const error = toAppError(thrown);
        const more = this.#failures <= TRIES && this.#found.length > 1;
        if (FINAL.includes(error.code) || !more) throw error;
      }
    }
  }

  /** Where to make an account on a domain. */
  async endpointFor(domain: string, server?: string): Promise<EndpointRow> {
    return this.#choose({ account: domain, ...(server && { server }) });
  }

  async #choose({
    account,
    server,
    endpoint
  }: Pick<AccountRow, 'account' | 'server' | 'endpoint'>): Promise<EndpointRow> {
    if (server) this.#found = [typedEndpoint(server)];
    else if (this.#found.length === 0 && endpoint && this.#failures === 0) return endpoint;
    else if (this.#found.length === 0 || this.#failures % (2 * TRIES) === TRIES)
      this.#found = await this.#discover(domainOf(account));
    const bosh = this.#found.find(({ kind }) => kind === 'bosh');
    const [first] = this.#found;
    const turn = this.#failures % (2 * TRIES) >= TRIES ? (bosh ?? first) : first;
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
