import { openStream, type Stream, type StreamHandlers, type StreamOptions } from '../../src/lib/xmpp/stream';
import { el, type Element } from '../../src/lib/xmpp/xml';
import type { ScriptedLogin, ScriptedServer } from './scripted-server';

/** The features that the scripted server tells after login, as the stream reads them. */
export const FEATURES = { rosterVersions: true, csi: true, preApproval: true };

/** Romeo's login at a scripted server. */
export function streamOptions(server: ScriptedServer, more: Partial<StreamOptions> = {}): StreamOptions {
  return {
    jid: 'romeo@example.org',
    endpoint: { kind: 'websocket', url: 'wss://example.org/ws' },
    credentials: { password: 'secret' },
    userAgentId: 'd4565fa7-4d72-4749-b3d3-740edbf87770',
    resource: 'kith',
    connect: server.connect,
    ...more
  };
}

/** A stream that is ready. */
export async function openScripted(
  server: ScriptedServer,
  login: ScriptedLogin = {},
  more: Partial<StreamOptions> = {}
): Promise<Stream> {
  const [stream] = await Promise.all([openStream(streamOptions(server, more)), server.login(login)]);
  return stream;
}

/** Closes it, as the server sees it. */
export async function endScripted(server: ScriptedServer, stream: Stream): Promise<void> {
  const done = stream.close();
  if (stream.managed) await server.expect('a');
  await server.expectEnd();
  await done;
}

/** A message from Juliet. */
export function message(body: string): Element {
  const attrs = { xmlns: 'jabber:client', from: 'juliet@example.org/a', type: 'chat' };
  return el('message', attrs, el('body', {}, body));
}

/** A message's text. */
export const bodyOf = (stanza: Element): string => stanza.getChildText('body') ?? '';

/** Handlers that note what they were given. */
export function recorder(more: Partial<StreamHandlers> = {}): StreamHandlers & { seen: string[]; acks: number[] } {
  const seen: string[] = [];
  const acks: number[] = [];
  return {
    seen,
    acks,
    stanza: (stanza) => void seen.push(bodyOf(stanza)),
    failed: (_, thrown) => {
      throw thrown;
    },
    acked: (upTo) => void acks.push(upTo),
    ...more
  };
}
