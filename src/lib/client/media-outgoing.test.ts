import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../base/errors';
import type { PickedFile, UploadLimit } from '../engine/api-files';
import type { App } from './app.svelte';
import { MOST_FILES, Outgoing } from './media-outgoing.svelte';

let sent: { file: PickedFile; reply: string | undefined }[] = [];
let refused: string | undefined;
let limit: UploadLimit = { offered: true };
let saved: unknown[] = [];

const api = {
  sendFiles(_address: string, [file]: PickedFile[], reply?: string) {
    if (!file || file.name === refused) return Promise.reject(new AppError('storage-full'));
    sent.push({ file, reply });
    return Promise.resolve();
  },
  uploadLimit: () => Promise.resolve(limit),
  settings: () => Promise.resolve({ quality: 'standard' }),
  saveSettings: (change: unknown) => Promise.resolve(void saved.push(change))
};
const file = (name: string, type = 'text/plain', size = 3): File => new File(['x'.repeat(size)], name, { type });

async function open(...files: File[]): Promise<Outgoing> {
  const outgoing = new Outgoing({ api } as unknown as App, 'rosa@a.example');
  outgoing.add(files);
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  return outgoing;
}

beforeEach(() => {
  [sent, saved, refused, limit] = [[], [], undefined, { offered: true }];
});

describe('files about to be sent', () => {
  it('go one after the other with their captions; the first one answers', async () => {
    const outgoing = await open(file('a.txt'), file('b.jpg', 'image/jpeg'));
    const [a, b] = outgoing.files;
    outgoing.write(b?.key ?? 0, ' look ');
    expect(await outgoing.send('m1')).toBe(true);
    expect(sent.map(({ file: { name, caption, quality }, reply }) => ({ name, caption, quality, reply }))).toEqual([
      { name: 'a.txt', caption: undefined, quality: undefined, reply: 'm1' },
      { name: 'b.jpg', caption: 'look', quality: 'standard', reply: undefined }
    ]);
    expect([a?.kind, b?.kind, outgoing.files, saved]).toEqual(['file', 'image', [], []]);
  });

  it('keep what could not go, and do not send again what went', async () => {
    const outgoing = await open(file('a.txt'), file('b.txt'), file('c.txt'));
    refused = 'b.txt';
    expect(await outgoing.send('m1')).toBe(false);
    expect(outgoing.error?.code).toBe('storage-full');
    expect(outgoing.files.map(({ name }) => name)).toEqual(['b.txt', 'c.txt']);
    refused = undefined;
    expect(await outgoing.send()).toBe(true);
    expect(sent.map((one) => one.file.name)).toEqual(['a.txt', 'b.txt', 'c.txt']);
  });

  it('that are too large or empty hold all of them back before anything starts', async () => {
    limit = { offered: true, maxSize: 5 };
    const outgoing = await open(file('ok.txt'), file('large.bin', '', 6), file('none.txt', '', 0));
    expect(outgoing.files.map((one) => outgoing.problemOf(one))).toEqual([undefined, 'too-large', 'empty']);
    expect([await outgoing.send(), sent]).toEqual([false, []]);
    for (const { key } of outgoing.files.slice(1)) outgoing.remove(key);
    expect(await outgoing.send()).toBe(true);
  });

  it('are measured as they are sent: pictures after they were made smaller, unless they stay as large', async () => {
    limit = { offered: true, maxSize: 5 };
    const outgoing = await open(file('a.jpg', 'image/jpeg', 9), file('b.gif', 'image/gif', 9));
    expect(outgoing.files.map((one) => outgoing.problemOf(one))).toEqual([undefined, 'too-large']);
    outgoing.quality = 'original';
    expect(outgoing.files.map((one) => outgoing.problemOf(one))).toEqual(['too-large', 'too-large']);
  });

  it('go nowhere when the server takes none', async () => {
    limit = { offered: false };
    const outgoing = await open(file('a.txt'));
    expect([outgoing.error?.code, outgoing.ready]).toEqual(['uploads-not-offered', false]);
  });

  it('are limited in number, and a drawing that could run is only a file', async () => {
    const outgoing = await open(
      file('a.svg', 'image/svg+xml'),
      ...Array.from({ length: MOST_FILES }, () => file('b.txt'))
    );
    expect([outgoing.files.length, outgoing.cut]).toEqual([MOST_FILES, true]);
    expect(outgoing.files[0]).toMatchObject({ kind: 'file' });
    expect(outgoing.files[0]?.url).toBeUndefined();
  });

  it('remember the chosen quality', async () => {
    const outgoing = await open(file('a.jpg', 'image/jpeg'));
    outgoing.quality = 'high';
    await outgoing.send();
    expect(saved).toEqual([{ quality: 'high' }]);
    expect(sent[0]?.file.quality).toBe('high');
  });
});
