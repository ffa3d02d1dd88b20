import { readIncoming } from '../../src/lib/engine/incoming';
import { Archive, ArchiveQueries } from '../../src/lib/engine/archive';
import { parseMessage } from '../../src/lib/xmpp/message';
import type { Requests } from '../../src/lib/xmpp/requests';
import { StanzaError } from '../../src/lib/xmpp/requests';
import { child, parseFrame, type Element } from '../../src/lib/xmpp/xml';
import { parseChildForm, formValue } from '../../src/lib/xmpp/xep/0004-data-forms';
import { JULIET, ROMEO, type MemoryAccount } from './memory-account';

const RSM = 'http://jabber.org/protocol/rsm';

/** A message as the archive has it. */
export interface Archived {
  id: string;
  time: number;
  text: string;
}

/** An archive in memory that answers queries as Prosody does, with stamps of whole seconds. */
export class MemoryArchive implements Requests {
  readonly self = ROMEO;
  readonly items: Archived[] = [];
  queries = 0;
  collect: (stanza: Element) => void = () => undefined;

  add(count: number, time: number): void {
    for (let n = 0; n < count; n++) {
      const number = this.items.length;
      this.items.push({ id: `id-${number}`, time, text: `text ${number}` });
    }
  }

  async request(_type: string, _to: string | undefined, payload: Element): Promise<Element> {
    if (++this.queries > 50) throw new Error('too many queries');
    const set = child(payload, 'set', RSM)!;
    const word = (name: string) => child(set, name, RSM)?.getText();
    const [after, before, max] = [word('after'), word('before'), Number(word('max'))];
    const at = (id: string): number => {
      const index = this.items.findIndex((item) => item.id === id);
      if (index < 0) throw new StanzaError('item-not-found', 'cancel');
      return index;
    };
    const from = after ? at(after) + 1 : 0;
    const to = before ? at(before) : this.items.length;
    const form = parseChildForm(payload);
    const words = form && formValue(form, '{urn:xmpp:fulltext:0}fulltext');
    const range = this.items.slice(from, to).filter(({ text }) => words === undefined || text.includes(words));
    const page = before === undefined ? range.slice(0, max) : range.slice(-max);
    for (const item of page) this.collect(result(item, String(payload.attrs['queryid'])));
    const complete = page.length === range.length ? " complete='true'" : '';
    return parseFrame(`<iq xmlns='jabber:client' type='result'><fin xmlns='urn:xmpp:mam:2'${complete}/></iq>`);
  }
}

function result({ id, time, text }: Archived, queryId: string): Element {
  const stamp = new Date(time).toISOString();
  return parseFrame(`<message xmlns='jabber:client' to='${ROMEO}/a'>
    <result xmlns='urn:xmpp:mam:2' queryid='${queryId}' id='${id}'><forwarded xmlns='urn:xmpp:forward:0'>
    <delay xmlns='urn:xmpp:delay' stamp='${stamp}'/><message xmlns='jabber:client' type='chat' id='${id}-wire'
    from='${JULIET}/b' to='${ROMEO}'><body>${text}</body></message></forwarded></result></message>`);
}

/** Romeo's archive on that server, read into his database. */
export function archiveOn(server: MemoryArchive, { context, lease }: MemoryAccount): Archive {
  const queries = new ArchiveQueries();
  server.collect = (stanza) => void queries.collect(stanza);
  const source = {
    archive: ROMEO,
    read: (element: Element, archived: { id: string; time: number }) => {
      const message = parseMessage(element, { self: ROMEO, trustedStanzaIds: false });
      return message && readIncoming(message, ROMEO, Date.now(), archived);
    }
  };
  return new Archive(
    context,
    lease,
    server,
    queries,
    source,
    () => 0,
    () => undefined
  );
}
