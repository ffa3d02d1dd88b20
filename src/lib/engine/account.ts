import { AppError } from '../base/errors';
import { bareJid, localOf } from '../base/jid';
import { randomId } from '../base/id';
import { ALL_STORES, deleteAccount, saveLogin, type AccountRow, type FastToken } from '../store/account';
import { addTask } from '../store/outbox';
import type { Database } from '../store/schema';
import { write, type Announce } from '../store/write';
import { revokeToken } from '../xmpp/revoke-token';
import type { Stream } from '../xmpp/stream';
import type { Login } from './api';
import { StreamOpener, type Network } from './connector';

/** On a device that is new to an account, what is older than this counts as read where no device says otherwise. */
const LOOK_BACK = 7 * 24 * 3600 * 1000;
const GOODBYE = 3_000;

/**
 * Logs in and stores what the next login needs. The stream stays open: the session goes on with it. `accepted` runs when
 * the server has let us in, before anything is stored.
 */
export async function logIn(
  db: Database,
  announce: Announce,
  opener: StreamOpener,
  { address, password, server }: Login,
  { name, accepted }: { name?: string; accepted?: (account: string) => Promise<void> } = {}
): Promise<{ row: AccountRow; stream: Stream }> {
  const account = bareJid(address.trim().replace(/^xmpp:/i, ''));
  if (!account || !localOf(account)) throw new AppError('address-invalid', address);
  const known = await db.get('accounts', account);
  const typed = server?.trim();
  const fresh: AccountRow = {
    account,
    name: name?.trim() ?? '',
    lease: 0,
    userAgentId: crypto.randomUUID(),
    resource: `Kith.${randomId(6)}`,
    knownSince: Date.now() - LOOK_BACK,
    clockOffset: 0
  };
  const row: AccountRow = {
    ...(known ?? fresh),
    ...(name?.trim() && { name: name.trim() }),
    ...(typed && { server: typed }),
    refused: false
  };
  if (known && !typed) delete row.server;
  const stream = await opener.openAny({ account: row, password });
  try {
    await accepted?.(account);
    await write(db, announce, undefined, ['accounts', 'secrets', 'streams', 'outbox'], async (tx, topics) => {
      const now = await tx.objectStore('accounts').get(account);
      await tx.objectStore('accounts').put({ ...row, lease: now?.lease ?? 0 });
      await tx.objectStore('streams').delete(account);
      await saveLogin(tx, account, stream.login);
      if (name?.trim()) await addTask(tx, account, { kind: 'nick', name: name.trim() });
      topics.add('account');
    });
  } catch (thrown) {
    await stream.close();
    throw thrown;
  }
  return { row, stream };
}

/** Takes the login's token from the server (XEP-0484 §3.6), if it can be reached in time, and everything from here. */
export async function logOut(db: Database, context: Goodbye, account: string): Promise<void> {
  const [row, secrets] = await Promise.all([db.get('accounts', account), db.get('secrets', account)]);
  if (row && secrets?.fast) {
    const revoked = revoke(row, secrets.fast, context).catch((thrown: unknown) =>
      context.log('token not revoked', thrown)
    );
    await Promise.race([revoked, new Promise((resolve) => setTimeout(resolve, GOODBYE))]);
  }
  await write(db, context.announce, undefined, ALL_STORES, async (tx, topics) => {
    await deleteAccount(tx, account);
    topics.add('account').add('chats').add('people');
  });
}

/** What saying goodbye needs. */
export interface Goodbye {
  announce: Announce;
  network: Network;
  log(what: string, detail?: unknown): void;
}

async function revoke(row: AccountRow, token: FastToken, { network }: Goodbye): Promise<void> {
  const { account: jid, userAgentId } = row;
  const { connect } = network;
  await new StreamOpener(network).any(row, (endpoint) =>
    revokeToken({ jid, endpoint, token, userAgentId, ...(connect && { connect }) })
  );
}
