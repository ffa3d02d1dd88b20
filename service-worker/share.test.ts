import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SHARE_INDEX, sharedFile } from '../src/lib/base/share';
import { takeShares } from './share';

type Handler = (options: { request: Request }) => Promise<Response>;
const routes: { matches: (options: { url: URL }) => boolean; handler: Handler; method: string }[] = [];
vi.mock('workbox-routing', () => ({
  registerRoute: (matches: never, handler: never, method: string) => void routes.push({ matches, handler, method })
}));

/** Cache storage as far as it is used. */
class MemoryCaches {
  kept = new Map<string, Response>();
  full = false;
  async delete(): Promise<boolean> {
    this.kept.clear();
    return true;
  }
  async open() {
    return {
      put: async (key: string, response: Response) => {
        if (this.full) throw new DOMException('full', 'QuotaExceededError');
        this.kept.set(key, response);
      }
    };
  }
}

const memory = new MemoryCaches();
vi.stubGlobal('caches', memory);
vi.spyOn(Response, 'redirect').mockImplementation(
  (url) => new Response(null, { status: 303, headers: { location: String(url) } })
);
takeShares();
const [route] = routes;

async function share(fields: Record<string, string | File | File[]>): Promise<string | null> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
  const answer = await route!.handler({ request: new Request('https://kith.example/share', { method: 'POST', body }) });
  expect(answer.status).toBe(303);
  return answer.headers.get('location');
}
const index = async () => (await memory.kept.get(SHARE_INDEX)?.clone().json()) as unknown;

describe('what another app shares', () => {
  beforeEach(() => {
    memory.kept.clear();
    memory.full = false;
  });

  it('comes to one address, and only there', () => {
    expect(route?.method).toBe('POST');
    const matches = (path: string) => route?.matches({ url: new URL(path, 'https://kith.example') });
    expect([matches('/share'), matches('/share/x'), matches('/')]).toEqual([true, false, false]);
  });

  it('is kept with its files until a chat is chosen', async () => {
    const photo = new File(['1'], 'a.jpg', { type: 'image/jpeg' });
    expect(await share({ text: 'Look', files: [photo, new File(['2'], 'b.txt', { type: 'text/plain' })] })).toBe(
      '/share'
    );
    expect(await index()).toEqual({ text: 'Look', files: ['a.jpg', 'b.txt'] });
    expect(await memory.kept.get(sharedFile(1))?.text()).toBe('2');
    expect(memory.kept.get(sharedFile(0))?.headers.get('content-type')).toBe('image/jpeg');
  });

  it('takes the place of what was shared before', async () => {
    await share({ files: [new File(['1'], 'a.jpg')] });
    await share({ text: 'New' });
    expect(await index()).toEqual({ text: 'New', files: [] });
    expect(memory.kept.size).toBe(1);
  });

  it('says everything once', async () => {
    const url = 'https://cake.example/';
    await share({ title: 'Cake', text: `A cake: ${url}`, url });
    expect(await index()).toEqual({ text: `Cake\nA cake: ${url}`, files: [] });
    await share({ title: 'Cake', text: 'Cake', url });
    expect(await index()).toEqual({ text: `Cake\n${url}`, files: [] });
  });

  it('is no more than fits, and is none when it can’t be read', async () => {
    await share({ files: Array.from({ length: 40 }, (_, n) => new File(['x'], `${n}`)), text: 'x'.repeat(99_999) });
    const kept = (await index()) as { files: string[]; text: string };
    expect([kept.files.length, kept.text.length]).toEqual([30, 60_000]);
    memory.full = true;
    expect(await share({ text: 'Look' })).toBe('/share#failed');
    const broken = new Request('https://kith.example/share', { method: 'POST', body: '{' });
    expect((await route!.handler({ request: broken })).headers.get('location')).toBe('/share#failed');
  });
});
