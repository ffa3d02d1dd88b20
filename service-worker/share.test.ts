import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryCaches } from '../tests/support/memory-caches';
import { MOST_SHARED_BYTES, SHARE_BROUGHT, SHARE_INDEX, type ShareIndex } from '../src/lib/base/share';
import { takeShares } from './share';

type Handler = (options: { request: Request }) => Promise<Response>;
const routes: { matches: (options: { url: URL }) => boolean; handler: Handler; method: string }[] = [];
vi.mock('workbox-routing', () => ({
  registerRoute: (matches: never, handler: never, method: string) => void routes.push({ matches, handler, method })
}));

const memory = new MemoryCaches();
vi.stubGlobal('caches', memory);
vi.stubGlobal('navigator', memory);
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
const index = async () => (await memory.kept.get(SHARE_INDEX)?.clone().json()) as ShareIndex;
const placeOf = async (number: number) => (await index()).files[number]?.at ?? '';

describe('what another app shares', () => {
  beforeEach(() => memory.empty());

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
    expect(await index()).toMatchObject({ text: 'Look', files: [{ name: 'a.jpg' }, { name: 'b.txt' }] });
    expect(await memory.kept.get(await placeOf(1))?.text()).toBe('2');
    expect(memory.kept.get(await placeOf(0))?.headers.get('content-type')).toBe('image/jpeg');
  });

  it('takes the place of what was shared before', async () => {
    await share({ files: [new File(['1'], 'a.jpg')] });
    await share({ text: 'New' });
    expect(await index()).toEqual({ text: 'New', files: [] });
    expect(memory.kept.size).toBe(1);
  });

  it('leaves what waits already when it can’t be kept itself, or is too much', async () => {
    await share({ text: 'Old', files: [new File(['1'], 'a.jpg')] });
    const before = [...memory.kept.keys()];
    memory.room = 1;
    expect(await share({ files: [new File(['2'], 'b.jpg'), new File(['3'], 'c.jpg')] })).toBe('/share#failed');
    expect([...memory.kept.keys()]).toEqual(before);
    memory.room = Infinity;
    const sized = vi.spyOn(File.prototype, 'size', 'get').mockReturnValue(MOST_SHARED_BYTES);
    expect(await share({ files: [new File(['2'], 'b.jpg'), new File(['3'], 'c.jpg')] })).toBe('/share#large');
    sized.mockRestore();
    expect([...memory.kept.keys()]).toEqual(before);
    expect(await index()).toMatchObject({ text: 'Old' });
  });

  it('leaves what was brought to a chat and is not sent', async () => {
    await share({ files: [new File(['1'], 'a.jpg')] });
    const { files } = await index();
    memory.kept.set(`${SHARE_BROUGHT}rosa`, Response.json({ text: '', files }));
    memory.kept.delete(SHARE_INDEX);
    await share({ text: 'New' });
    expect(memory.kept.has(files[0]?.at ?? '')).toBe(true);
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
    const kept = await index();
    expect([kept.files.length, kept.text.length]).toEqual([30, 60_000]);
    memory.room = 0;
    expect(await share({ text: 'Look' })).toBe('/share#failed');
    const broken = new Request('https://kith.example/share', { method: 'POST', body: '{' });
    expect((await route!.handler({ request: broken })).headers.get('location')).toBe('/share#failed');
  });
});
