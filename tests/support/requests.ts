import { StanzaError, type Requests } from '../../src/lib/xmpp/requests';
import { parseFrame, type Element } from '../../src/lib/xmpp/xml';

/** An IQ layer that answers in order and keeps what was asked, as `type address payload`. */
export interface Answering extends Requests {
  readonly asked: string[];
}

/** Answers the requests in this order: with the inside of a `result`, or with an error's condition. */
export function answering(self: string, ...answers: (string | StanzaError)[]): Answering {
  const asked: string[] = [];
  return {
    self,
    asked,
    async request(type: 'get' | 'set', to: string | undefined, payload: Element): Promise<Element> {
      asked.push(`${type} ${to ?? '-'} ${payload.toString()}`);
      const answer = answers.shift();
      if (answer === undefined) throw new Error(`nobody expected ${asked.at(-1)}`);
      if (answer instanceof StanzaError) throw answer;
      return parseFrame(`<iq xmlns="jabber:client" type="result" id="1">${answer}</iq>`);
    }
  };
}

/** A stanza as it comes from a server. */
export function stanza(xml: string): Element {
  return parseFrame(xml.trim().replace(/^<(message|presence|iq)\b(?![^>]*\bxmlns=)/, '<$1 xmlns="jabber:client"'));
}
