import { note } from './figures';
import { heapOf } from './heap';
import { BARE, bench as test } from './setting';

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

test('heap after login @7', async ({ join }) => {
  const person = await join('light');
  const { page, worker } = await heapOf(person.page);
  const bare = await person.context.newPage();
  await bare.goto(person.url + BARE);
  const session = await person.context.newCDPSession(bare);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  note({
    what: '7 heap of page and worker after login',
    kith: `${megabytes(page + worker)} (${megabytes(page)} and ${megabytes(worker)})`,
    bare: megabytes(usedSize),
    goal: '8.0 MB'
  });
});
