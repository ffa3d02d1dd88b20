import type { ChatRow } from '../../src/lib/store/chats';
import type { MessageRow } from '../../src/lib/store/messages';

/**
 * The least that a page must do to show the same: it reads the same rows of the same database and makes one plain
 * element of each, without any library.
 */
const PAGE = 60;
const list = document.querySelector('ul') as HTMLUListElement;
const log = document.querySelector('[role=log]') as HTMLElement;
Object.assign(log.style, { position: 'fixed', inset: '0 0 0 400px', overflow: 'auto', overflowAnchor: 'none' });

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the database gave no answer'));
  });
}

const opened = settled(indexedDB.open('kith'));

/** Fills the list of chats. */
async function showChats(): Promise<void> {
  const tx = (await opened).transaction(['accounts', 'chats', 'people']);
  const [, chats] = await Promise.all(
    ['accounts', 'chats', 'people'].map((name) => settled(tx.objectStore(name).getAll()))
  );
  const rows = (chats as ChatRow[]).sort((a, b) => b.lastOrder - a.lastOrder);
  list.append(...rows.map(rowOf));
}

function rowOf({ chat, preview }: ChatRow): HTMLElement {
  const row = document.createElement('li');
  const link = row.appendChild(document.createElement('a'));
  link.href = `#${chat}`;
  link.textContent = `${chat} ${new Date(preview?.time ?? 0).toLocaleString()} ${preview?.text ?? ''}`;
  link.onclick = () => void openChat(chat);
  Object.assign(row.style, { height: '72px', overflow: 'hidden' });
  return row;
}

function bubbleOf({ text, mine, time }: Pick<MessageRow, 'text' | 'mine' | 'time'>): HTMLElement {
  const bubble = document.createElement('article');
  bubble.textContent = `${text} ${new Date(time).toLocaleTimeString()}`;
  Object.assign(bubble.style, { margin: '8px', textAlign: mine ? 'end' : 'start' });
  return bubble;
}

let oldest = Infinity;
let reading = false;

async function readOlder(chat: string): Promise<void> {
  if (reading) return;
  reading = true;
  const tx = (await opened).transaction(['accounts', 'messages']);
  const [account] = await settled(tx.objectStore('accounts').getAllKeys(null, 1));
  const range = IDBKeyRange.bound([account, chat, -Infinity], [account, chat, oldest], true, true);
  const rows: MessageRow[] = [];
  const request = tx.objectStore('messages').index('place').openCursor(range, 'prev');
  for (let cursor = await settled(request); cursor && rows.length < PAGE; cursor = await settled(request)) {
    rows.unshift(cursor.value as MessageRow);
    cursor.continue();
  }
  oldest = rows[0]?.order ?? oldest;
  const fromEnd = log.scrollHeight - log.scrollTop;
  log.prepend(...rows.map(bubbleOf));
  log.scrollTop = log.scrollHeight - fromEnd;
  reading = false;
}

async function openChat(chat: string): Promise<void> {
  await readOlder(chat);
  log.scrollTop = log.scrollHeight;
  log.onscroll = () => {
    if (log.scrollTop < 900) void readOlder(chat);
  };
}

// The policy of the app's origin lets this one name through.
const policy = (window as unknown as { trustedTypes: TrustedTypes }).trustedTypes.createPolicy('kith', {
  createHTML: (xml) => xml
});
interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML(xml: string): string }): { createHTML(xml: string): string };
}

const FRAMING = 'urn:ietf:params:xml:ns:xmpp-framing';

/** Logs in over a WebSocket; `message` gets each message. Answers with what sends a frame, and what asks. */
async function logIn(user: string, password: string, message: (stanza: Element) => void) {
  const { host, hostname } = location;
  const socket = new WebSocket(`${location.protocol.replace('http', 'ws')}//${host}/xmpp-websocket`, 'xmpp');
  const waiting: { fits(element: Element): boolean; take(element: Element): void }[] = [];
  socket.onmessage = ({ data }: MessageEvent<string>) => {
    const element = new DOMParser().parseFromString(policy.createHTML(data), 'text/xml').documentElement;
    const index = waiting.findIndex(({ fits }) => fits(element));
    if (index >= 0) waiting.splice(index, 1)[0]?.take(element);
    else if (element.localName === 'message') message(element);
  };
  const next = (fits: (element: Element) => boolean): Promise<Element> =>
    new Promise((take) => waiting.push({ fits, take }));
  const request = (payload: string, type = 'set'): Promise<Element> => {
    const id = crypto.randomUUID();
    socket.send(`<iq xmlns="jabber:client" type="${type}" id="${id}">${payload}</iq>`);
    return next((element) => element.localName === 'iq' && element.id === id);
  };
  const open = (): Promise<Element> => {
    socket.send(`<open xmlns="${FRAMING}" to="${hostname}" version="1.0"/>`);
    return next((element) => element.localName === 'features');
  };
  await new Promise((resolve) => (socket.onopen = resolve));
  await open();
  const secret = btoa(`\0${user}\0${password}`);
  socket.send(`<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="PLAIN">${secret}</auth>`);
  await next((element) => element.localName === 'success');
  await open();
  await request('<bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/>');
  return { send: (xml: string) => socket.send(xml), request };
}

/** Where the bare page keeps what it gets: a store of the same kind, without any index. */
async function openOwn(): Promise<IDBDatabase> {
  const request = indexedDB.open('bare');
  request.onupgradeneeded = () => request.result.createObjectStore('messages', { autoIncrement: true });
  return settled(request);
}

function keep(db: IDBDatabase, texts: string[]): Promise<void> {
  const tx = db.transaction('messages', 'readwrite', { durability: 'relaxed' });
  for (const text of texts) tx.objectStore('messages').add({ text });
  return new Promise((resolve) => (tx.oncomplete = () => resolve()));
}

/** Reads the whole archive in pages and stores the texts; answers with how many there were. */
async function readArchive(user: string, password: string): Promise<number> {
  const db = await openOwn();
  let page: string[] = [];
  const { request } = await logIn(user, password, (stanza) =>
    page.push(stanza.querySelector('body')?.textContent ?? '')
  );
  let count = 0;
  for (let after = ''; ;) {
    page = [];
    const from = after && `<after>${after}</after>`;
    const answer = await request(
      `<query xmlns="urn:xmpp:mam:2"><set xmlns="http://jabber.org/protocol/rsm"><max>50</max>${from}</set></query>`
    );
    await keep(db, page);
    count += page.length;
    after = answer.querySelector('last')?.textContent ?? '';
    if (!after || answer.querySelector('[complete=true]')) return count;
  }
}

let send: ((xml: string) => void) | undefined;

/** Goes online and shows what comes, at the end of the screen. */
async function listen(user: string, password: string): Promise<void> {
  const db = await openOwn();
  const wire = await logIn(user, password, (stanza) => {
    const text = stanza.querySelector('body')?.textContent;
    if (!text) return;
    void keep(db, [text]);
    log.append(bubbleOf({ text, mine: false, time: Date.now() }));
    log.scrollTop = log.scrollHeight;
  });
  send = wire.send;
  send('<presence xmlns="jabber:client"/>');
}

function say(to: string, text: string): void {
  send?.(`<message xmlns="jabber:client" type="chat" to="${to}"><body>${text}</body></message>`);
}

/** What the benches call. */
const bare = { readArchive, listen, say };
export type Bare = typeof bare;
Object.assign(window, { bare });
if (location.hash === '#chats') await showChats();
