import { addInterval, loadCoverage, saveCoverage, unite, type Interval } from '../store/coverage';
import { findArchived } from '../store/messages';
import { write, type Lease } from '../store/write';
import type { Entry } from './archive';
import { MESSAGE_STORES, MessageCommit, type Placement } from './commit';
import type { Context } from './context';
import type { Unsealer } from './unseal';

/** Stores messages of the account's archive that were found without what lies between them, each where its time says. */
export async function storeApart(
  context: Context,
  lease: Lease,
  knownSince: number,
  entries: Entry[],
  unsealer?: Unsealer
): Promise<void> {
  const { db, account, announce, now } = context;
  await write(db, announce, lease, MESSAGE_STORES, async (tx, topics) => {
    const commit = new MessageCommit(tx, topics, account, knownSince, now(), unsealer);
    const whole = await loadCoverage(tx, account, account);
    for (const { id, time, message } of entries) {
      if (!message || (await findArchived(tx, account, account, id))) continue;
      const known = await loadCoverage(tx, account, account, message.chat);
      const placement = placementIn(unite(whole, known), time);
      if (!placement) continue;
      const edge = { id, time, order: await commit.store(message, 'none', placement) };
      await saveCoverage(tx, account, account, addInterval(known, { from: edge, to: edge }), message.chat);
    }
    await commit.finish();
  });
}

/** Between the stretches that are stored; absent inside of one, where it would be stored if it were anything. */
function placementIn(known: Interval[], time: number): Placement | undefined {
  if (known.some(({ from, to }) => from.time < time && time < to.time)) return undefined;
  const lower = known.findLast(({ to }) => to.time <= time);
  const upper = known.find(({ from, to }) => from.time >= time && to !== lower?.to);
  return { ...(lower && { above: lower.to.order }), ...(upper && { below: upper.from.order }), downward: true };
}
