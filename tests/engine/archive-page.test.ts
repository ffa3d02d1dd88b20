import { expect, test } from 'vitest';
import { Archive, ArchiveQueries, PAGE } from '../../src/lib/engine/archive';
import { StreamService } from '../../src/lib/engine/stream-service';
import type { Stream } from '../../src/lib/xmpp/stream';
import { StanzaError, type Requests } from '../../src/lib/xmpp/requests';
import { el, type Element } from '../../src/lib/xmpp/xml';
import { memoryAccount, ROMEO } from './memory-account';

/** A stream to a server whose archive is not there yet. */
class StartingStream {
  readonly self = ROMEO;
  readonly closed = new Promise(() => undefined);
  listen(): void {
    // Nothing ever comes.
  }
  request(): Promise<Element> {
    return Promise.reject(new StanzaError('service-unavailable', 'cancel'));
  }
}

/** An archive over a link on which only pages of up to `fits` messages arrive in time. */
function narrowLink(fits: number): Requests & { asked: number[] } {
  const asked: number[] = [];
  return {
    self: ROMEO,
    asked,
    request: (_type: string, _to: string | undefined, payload: Element) => {
      const max = Number(payload.getChild('set')?.getChildText('max'));
      asked.push(max);
      if (max > fits) return Promise.reject(new StanzaError('timeout'));
      const fin = el('fin', { xmlns: 'urn:xmpp:mam:2', complete: 'true' });
      return Promise.resolve(el('iq', { xmlns: 'jabber:client', type: 'result' }, fin));
    }
  };
}

test('a page that does not come through is asked for smaller on the next stream, and larger again afterwards', async () => {
  const { context, lease } = await memoryAccount();
  const link = narrowLink(10);
  const page = { size: PAGE };
  const catchUp = () =>
    new Archive(
      context,
      lease,
      link,
      new ArchiveQueries(),
      { archive: context.account, read: () => undefined },
      () => 0,
      () => undefined,
      page
    ).catchUp();
  for (let failures = 0; failures < 3; failures++) await expect(catchUp()).rejects.toThrow('timeout');
  await catchUp();
  expect(link.asked).toEqual([50, 25, 12, 6]);
  expect(page.size).toBe(12);
});

test('a server that had an archive and says that it has none is starting: it is asked again before its word is taken', async () => {
  const { context, lease, db } = await memoryAccount();
  const edge = { id: 'one', order: 1, time: 1 };
  const service = new StreamService(context, lease, '0', () => undefined);
  service.attach(new StartingStream() as unknown as Stream, undefined);
  await service.catchUp();
  await db.put('coverage', { account: ROMEO, archive: ROMEO, filter: '', intervals: [{ from: edge, to: edge }] });
  for (let tries = 0; tries < 5; tries++) await expect(service.catchUp()).rejects.toThrow('service-unavailable');
  await service.catchUp();
});
