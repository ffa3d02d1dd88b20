import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryCaches } from '../../../tests/support/memory-caches';
import { SHARE_INDEX } from '../base/share';
import { AppError } from '../base/errors';
import type { EngineRemote } from './engine';
import { bringTo, dropBrought, dropShared, forgetShared, readBrought, readShared } from './shared';

const memory = new MemoryCaches();
vi.stubGlobal('caches', memory);
vi.stubGlobal('navigator', memory);

let drafts: string[] = [];
let broken = false;
const api = {
  conversation: () => Promise.resolve({ draft: drafts.at(-1) ?? '' }),
  saveDraft: (_address: string, text: string) =>
    broken ? Promise.reject(new AppError('storage-full')) : Promise.resolve(void drafts.push(text))
} as unknown as EngineRemote;
const ROSA = 'rosa@a.example';

/** As the service worker leaves it. */
async function share(text: string, ...names: string[]) {
  const files = names.map((name) => ({ name, at: `/share/file/${name}` }));
  for (const { name, at } of files) memory.kept.set(at, new Response(name));
  memory.kept.set(SHARE_INDEX, Response.json({ text, files }));
  return (await readShared())!;
}
const brought = async (address = ROSA) => (await readBrought(address)).map(({ file }) => file.name);

describe('what was shared', () => {
  beforeEach(() => {
    memory.empty();
    [drafts, broken] = [[], false];
  });

  it('stays in its chat until each file of it is sent, also over a restart', async () => {
    await bringTo(api, ROSA, await share('Look', 'a.jpg', 'b.jpg'));
    expect([await readShared(), drafts]).toEqual([undefined, ['Look']]);
    expect([await brought(), await brought('other@a.example')]).toEqual([['a.jpg', 'b.jpg'], []]);
    await dropBrought(ROSA, '/share/file/a.jpg');
    expect(await brought()).toEqual(['b.jpg']);
    await dropBrought(ROSA, '/share/file/b.jpg');
    expect(memory.kept.size).toBe(0);
  });

  it('waits for its chat as long as it could not be brought there', async () => {
    const shared = await share('Look', 'a.jpg');
    broken = true;
    await expect(bringTo(api, ROSA, shared)).rejects.toMatchObject({ code: 'storage-full' });
    expect((await readShared())?.text).toBe('Look');
    broken = false;
    await bringTo(api, ROSA, shared);
    expect([await brought(), await readShared()]).toEqual([['a.jpg'], undefined]);
  });

  it('joins what was brought before, and a newer one waits', async () => {
    await bringTo(api, ROSA, await share('', 'a.jpg'));
    const second = await share('', 'b.jpg');
    memory.kept.delete('/share/file/b.jpg');
    await share('', 'c.jpg');
    await bringTo(api, ROSA, second);
    expect(await brought()).toEqual(['a.jpg', 'b.jpg']);
    expect((await readShared())?.files.map(({ at }) => at)).toEqual(['/share/file/c.jpg']);
  });

  it('is gone when it is not wanted, and all of it with the account', async () => {
    await bringTo(api, ROSA, await share('', 'a.jpg'));
    await dropShared(await share('Look', 'b.jpg'));
    expect([await readShared(), await brought()]).toEqual([undefined, ['a.jpg']]);
    await forgetShared();
    expect(await brought()).toEqual([]);
  });
});
