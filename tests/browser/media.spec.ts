import type { Locator } from '@playwright/test';
import { rowsOf, seed } from './database';
import { expect, test } from './fixtures';
import type { Person } from './person';
import { photo, SECRET_PLACE, type PickedFile } from './pictures';

test.use({
  launchOptions: async ({ launchOptions, browserName }, use) => {
    const fake = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
    await use(
      browserName === 'chromium' ? { ...launchOptions, args: [...(launchOptions.args ?? []), ...fake] } : launchOptions
    );
  }
});

async function befriend(alice: Person, bob: Person): Promise<void> {
  await alice.add(bob.address);
  await bob.add(alice.address);
  await expect.poll(() => rowsOf(bob.page, 'people')).toMatchObject([{ subscription: 'both' }]);
}

const sheet = (person: Person): Locator => person.page.getByRole('dialog', { name: 'Send files' });
/** The pictures of a person's open chat that are drawn from bytes. */
const drawn = (person: Person): Locator => person.log.locator('img[src^="blob:"]');
const text = (name: string, mimeType: string, content: string): PickedFile => ({
  name,
  mimeType,
  buffer: Buffer.from(content)
});

/** Chooses files as from the menu of the composer; nothing is sent yet. */
async function pick(person: Person, files: PickedFile[], from = 'File'): Promise<void> {
  await person.page.getByRole('button', { name: 'Attach' }).click();
  const chosen = person.page.waitForEvent('filechooser');
  await person.page.getByRole('menuitem', { name: from }).click();
  await (await chosen).setFiles(files);
  await expect(sheet(person)).toBeVisible();
}

/** Drops files onto the page, or pastes them into the composer. */
async function give(person: Person, files: PickedFile[], how: 'drop' | 'paste'): Promise<void> {
  const plain = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString('base64') }));
  await person.composer.evaluate(
    (field, [given, way]) => {
      const data = new DataTransfer();
      for (const { name, mimeType, base64 } of given)
        data.items.add(
          new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name, { type: mimeType })
        );
      const usual = { bubbles: true, cancelable: true };
      if (way === 'paste') field.dispatchEvent(new ClipboardEvent('paste', { ...usual, clipboardData: data }));
      else
        for (const type of ['dragenter', 'drop'])
          field.dispatchEvent(new DragEvent(type, { ...usual, dataTransfer: data }));
    },
    [plain, how] as const
  );
  await expect(sheet(person)).toBeVisible();
}

async function sendPicked(person: Person): Promise<void> {
  await sheet(person).getByRole('button', { name: 'Send' }).click();
  await expect(sheet(person)).toBeHidden({ timeout: 15_000 });
}

const fileOf = async (person: Person, name: string) =>
  (await rowsOf(person.page, 'messages')).find(({ file }) => file?.name === name)?.file;

test('a picture goes with its caption, without its place, and is looked at', async ({ join }) => {
  const alice = await join('alice');
  const bob = await join('bob', { phone: true });
  await befriend(alice, bob);
  const garden = await photo(alice.page, 'garden.jpg', 4000, 3000);
  expect(garden.buffer.includes(SECRET_PLACE)).toBe(true);
  await pick(alice, [garden], 'Photos and videos');
  await sheet(alice).getByRole('textbox', { name: 'Caption' }).fill('from the kitchen window');
  await sendPicked(alice);
  await expect(drawn(alice)).toBeVisible();
  const ticks = alice.message('from the kitchen window').getByRole('img', { name: /Delivered|Read/ });
  await expect(ticks).toBeVisible({ timeout: 15_000 });
  await expect(drawn(bob)).toBeVisible({ timeout: 15_000 });
  const file = await fileOf(bob, 'garden.jpg');
  expect(file).toMatchObject({ kind: 'image', type: 'image/jpeg', width: 1600, height: 1200 });
  expect(file?.thumbhash).toBeTruthy();
  expect(await rowsOf(bob.page, 'blobs')).toHaveLength(1);
  const stored = Buffer.from(await (await fetch(file?.url ?? '')).arrayBuffer());
  expect(stored.length).toBe(file?.size);
  expect(stored.includes(SECRET_PLACE) || stored.includes('Exif')).toBe(false);

  await bob.page.getByRole('button', { name: 'Show picture' }).click();
  const viewer = bob.page.getByRole('dialog', { name: 'Picture' });
  await expect(viewer.getByText('from the kitchen window')).toBeVisible();
  const picture = viewer.locator('img');
  await expect(picture).toBeVisible();
  await picture.dblclick();
  await expect(picture).toHaveCSS('transform', /matrix\(2\.5/);
  await bob.page.goBack();
  await expect(viewer).toBeHidden();
  await expect(bob.log).toBeVisible();
});

test(
  'too large is said before anything starts; what waits survives a reload; cancelled is gone',
  { tag: '@chromium' },
  async ({ join }) => {
    const alice = await join('alice', { phone: true });
    const bob = await join('bob');
    await befriend(alice, bob);
    await alice.page.evaluate(async () => void (await navigator.serviceWorker.ready));
    const plain = text('small.txt', 'text/plain', 'milk');
    await give(alice, [plain], 'paste');
    await sendPicked(alice);
    await expect(bob.page.getByRole('button', { name: 'Save small.txt' })).toBeVisible();

    const [account] = await rowsOf(alice.page, 'accounts');
    if (account?.uploads) account.uploads.maxSize = 1_000;
    await seed(alice.page, 'accounts', account ? [account] : []);
    const before = alice.seen.requests.length;
    await pick(alice, [plain, text('large.bin', 'application/octet-stream', 'x'.repeat(2_000))]);
    await expect(sheet(alice).getByRole('alert')).toContainText('Larger than your server takes');
    await expect(sheet(alice).getByRole('button', { name: 'Send' })).toBeDisabled();
    await sheet(alice).getByRole('button', { name: 'Remove large.bin' }).click();
    await expect(sheet(alice).getByRole('button', { name: 'Send' })).toBeEnabled();
    await alice.page.keyboard.press('Escape');
    await expect(sheet(alice)).toBeHidden();
    expect(alice.seen.requests.slice(before).filter((url) => url.includes('file_share'))).toEqual([]);
    expect((await rowsOf(alice.page, 'messages')).filter(({ file }) => file)).toHaveLength(1);

    await alice.context.setOffline(true);
    await expect(alice.trouble).toHaveText('Waiting for network');
    for (const name of ['stays.txt', 'goes.txt']) {
      await pick(alice, [text(name, 'text/plain', name)]);
      await sendPicked(alice);
    }
    await alice.page.reload();
    await expect(alice.message('stays.txt')).toBeVisible();
    await alice.message('goes.txt').getByRole('button', { name: 'Cancel sending' }).click();
    await expect(alice.message('goes.txt')).toBeHidden();
    await alice.context.setOffline(false);
    await expect(bob.message('stays.txt')).toBeVisible({ timeout: 15_000 });
    await expect.poll(() => rowsOf(alice.page, 'outbox')).toEqual([]);
    await expect(bob.articles).toHaveCount(2);
    expect((await rowsOf(alice.page, 'blobs')).map(({ size }) => size).sort()).toEqual([4, 9]);
  }
);

test('pages are only saved, and with low data nothing comes by itself', { tag: '@chromium' }, async ({ join }) => {
  const alice = await join('alice');
  const bob = await join('bob', { phone: true });
  await befriend(alice, bob);
  await bob.page.goto(`${bob.url}settings/data`);
  await bob.page.getByRole('switch', { name: 'Low data' }).click();
  await expect.poll(async () => (await rowsOf(bob.page, 'accounts'))[0]?.settings?.lowData).toBe(true);
  await bob.visit(alice.address);

  const drawing = '<svg xmlns="http://www.w3.org/2000/svg"><script>document.title="run"</script></svg>';
  const dropped = [
    text('page.html', 'text/html', '<script>document.title="run"</script>'),
    text('drawing.svg', 'image/svg+xml', drawing),
    await photo(alice.page, 'dog.jpg', 400, 300)
  ];
  await give(alice, dropped, 'drop');
  await sendPicked(alice);
  await expect(bob.articles).toHaveCount(3);
  const fetchIt = bob.page.getByRole('button', { name: /^Download, / });
  await expect(fetchIt).toBeVisible();
  expect(await rowsOf(bob.page, 'blobs')).toEqual([]);

  for (const name of ['page.html', 'drawing.svg']) {
    const saved = bob.page.waitForEvent('download');
    await bob.page.getByRole('button', { name: `Save ${name}` }).click();
    expect((await saved).suggestedFilename()).toBe(name);
  }
  expect(await bob.log.locator('img[src^="blob:"], iframe, object, embed').count()).toBe(0);
  await expect(bob.page).toHaveTitle(/Kith/);
  expect(bob.context.pages()).toHaveLength(1);
  await fetchIt.click();
  await expect(drawn(bob)).toBeVisible({ timeout: 15_000 });
  await bob.page.goto(`${bob.url}settings/data`);
  await expect(bob.page.getByText(/3 files/)).toBeVisible();
  await bob.page.getByRole('button', { name: 'Clear downloaded files' }).click();
  await bob.page.getByRole('dialog').getByRole('button', { name: 'Clear' }).click();
  await expect(bob.page.getByText(/0 files/)).toBeVisible();
  expect(await rowsOf(bob.page, 'blobs')).toEqual([]);
});

test('a voice message is recorded, sent and heard', { tag: '@chromium' }, async ({ join }) => {
  const alice = await join('alice');
  const bob = await join('bob', { phone: true });
  await befriend(alice, bob);
  await alice.page.getByRole('button', { name: 'Record a voice message' }).click();
  const panel = alice.page.getByRole('group', { name: 'Recording' });
  await expect(panel.getByRole('timer')).toHaveText('0:02');
  await panel.getByRole('button', { name: 'Pause recording' }).click();
  await panel.getByRole('button', { name: 'Listen to the recording' }).click();
  await expect(panel.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await panel.getByRole('button', { name: 'Go on recording' }).click();
  await panel.getByRole('button', { name: 'Send voice message' }).click();
  await expect(panel).toBeHidden();

  const heard = bob.page.getByRole('group', { name: 'Voice message' });
  await expect(heard).toBeVisible({ timeout: 15_000 });
  await expect.poll(() => rowsOf(bob.page, 'blobs')).toHaveLength(1);
  const [row] = (await rowsOf(bob.page, 'messages')).filter(({ file }) => file);
  expect(row?.file).toMatchObject({ kind: 'voice' });
  expect(row?.file?.duration).toBeGreaterThan(1_500);
  await expect(heard.getByRole('img', { name: 'Not played yet' })).toBeVisible();
  await heard.getByRole('button', { name: 'Play' }).click();
  await expect(heard.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect.poll(() => heard.getByRole('slider').inputValue()).not.toBe('0');
  await heard.getByRole('button', { name: 'Speed 1×' }).click();
  await expect(heard.getByRole('button', { name: 'Speed 1.5×' })).toBeVisible();
  await expect(heard.getByRole('button', { name: 'Play' })).toBeVisible();
  await expect(heard.getByRole('img', { name: 'Not played yet' })).toBeHidden();
  expect(await fileOf(bob, row?.file?.name ?? '')).toMatchObject({ played: true });
});
