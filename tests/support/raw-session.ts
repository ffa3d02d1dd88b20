import WebSocket from 'ws';
import { parseFrame, type Element } from '../../src/lib/xmpp/xml';

const FRAMING = 'urn:ietf:params:xml:ns:xmpp-framing';

/** A session made by hand, without any code of the app's session: a second witness of what a server holds. */
export class RawSession {
  readonly #socket: WebSocket;
  readonly #received: Element[] = [];
  #wake = (): void => {};

  private constructor(
    socket: WebSocket,
    readonly domain: string
  ) {
    this.#socket = socket;
    socket.on('message', (frame) => {
      this.#received.push(parseFrame(String(frame)));
      this.#wake();
    });
  }

  static async open(url: string, domain: string): Promise<RawSession> {
    const socket = new WebSocket(url, 'xmpp', { rejectUnauthorized: false });
    const session = new RawSession(socket, domain);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    await session.#openStream();
    return session;
  }

  /** Makes an account with an invitation (XEP-0445 over XEP-0077); answers with the server's last word. */
  async register(token: string, username: string, password: string): Promise<Element> {
    const permitted = await this.request('set', `<preauth xmlns="urn:xmpp:pars:0" token="${token}"/>`);
    if (permitted.attrs.type === 'error') return permitted;
    const fields = `<username>${username}</username><password>${password}</password>`;
    return this.request('set', `<query xmlns="jabber:iq:register">${fields}</query>`);
  }

  /** Logs in with PLAIN and binds; false when the server refuses. */
  async login(username: string, password: string): Promise<boolean> {
    const secret = Buffer.from(`\0${username}\0${password}`).toString('base64');
    this.send(`<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="PLAIN">${secret}</auth>`);
    if ((await this.next((element) => ['success', 'failure'].includes(element.name))).name === 'failure') return false;
    await this.#openStream();
    await this.request('set', '<bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/>', '');
    return true;
  }

  send(xml: string): void {
    this.#socket.send(xml);
  }

  async request(type: 'get' | 'set', payload: string, to = this.domain): Promise<Element> {
    const id = crypto.randomUUID();
    this.send(`<iq xmlns="jabber:client" type="${type}" id="${id}"${to ? ` to="${to}"` : ''}>${payload}</iq>`);
    return this.next((element) => element.name === 'iq' && element.attrs.id === id);
  }

  /** The first element, received already or later, that fits; it is taken out. */
  async next(fits: (element: Element) => boolean): Promise<Element> {
    for (;;) {
      const index = this.#received.findIndex(fits);
      if (index >= 0) return this.#received.splice(index, 1)[0] as Element;
      await new Promise<void>((resolve, reject) => {
        const closed = (): void => reject(new Error('the server closed the connection'));
        this.#socket.once('close', closed);
        this.#wake = () => {
          this.#socket.off('close', closed);
          resolve();
        };
      });
    }
  }

  close(): void {
    this.#socket.removeAllListeners('close').close();
  }

  async #openStream(): Promise<void> {
    this.send(`<open xmlns="${FRAMING}" to="${this.domain}" version="1.0"/>`);
    await this.next((element) => element.name === 'stream:features');
  }
}
