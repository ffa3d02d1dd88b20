import { AppError } from '../base/errors';
import { domainOf } from '../base/jid';
import { changeAccount } from '../store/account';
import { write, type Lease } from '../store/write';
import { StanzaError, type Requests } from '../xmpp/requests';
import { fetchDiscoItems, fetchInfo } from '../xmpp/xep/0030-disco';
import { readUploadService, requestSlot, type UploadFile, type UploadSlot } from '../xmpp/xep/0363-upload';
import type { Context } from './context';
import { isWebAddress } from './file-address';

/** How many of a server's services are asked what they are. */
const MOST_ASKED = 20;

/** Where the account's server takes files. */
export interface UploadService {
  service: string;
  /** Bytes. */
  maxSize?: number;
}

/**
 * Asks the server, and what belongs to it, for the one that takes files (XEP-0363 §3), and remembers it. `undefined`: there is none,
 * as all of them say. Fails with a `StanzaError` where one that may be it can't be asked now; what is remembered stays then.
 */
export async function findUploadService(
  context: Context,
  lease: Lease,
  requests: Requests
): Promise<UploadService | undefined> {
  const { db, account, announce } = context;
  const domain = domainOf(account);
  const items = await fetchDiscoItems(requests, domain);
  const asked = [...new Set([...items.map(({ jid }) => jid), domain])].slice(0, MOST_ASKED);
  const known = (await db.get('accounts', account))?.uploads?.service;
  const answers = await Promise.all(asked.map((jid) => askOne(requests, jid, jid === known)));
  const found = answers.find((answer): answer is UploadService => answer !== undefined && 'service' in answer);
  const silent = answers.find((answer) => answer instanceof StanzaError);
  if (!found && silent) throw silent;
  await write(db, announce, lease, ['accounts'], async (tx, topics) => {
    const row = await tx.objectStore('accounts').get(account);
    if (!row) return;
    const { uploads, ...rest } = row;
    if (found)
      await changeAccount(tx, account, { uploads: { ...(uploads?.host && { host: uploads.host }), ...found } });
    else await tx.objectStore('accounts').put(rest);
    topics.add('account');
  });
  return found;
}

/** What one says of itself; its error where it may be the one all the same. `known`: it was the one. */
async function askOne(
  requests: Requests,
  jid: string,
  known: boolean
): Promise<UploadService | StanzaError | undefined> {
  try {
    const service = readUploadService(await fetchInfo(requests, jid));
    return service && { service: jid, ...service };
  } catch (thrown) {
    if (!(thrown instanceof StanzaError) || thrown.condition === 'closed') throw thrown;
    return known || thrown.condition === 'timeout' ? thrown : undefined;
  }
}

/** The service that is remembered, else the one that is found now. Fails with `uploads-not-offered`. */
async function uploadService(context: Context, lease: Lease, requests: Requests): Promise<UploadService> {
  const known = (await context.db.get('accounts', context.account))?.uploads;
  const service = known ?? (await findUploadService(context, lease, requests));
  if (!service) throw new AppError('uploads-not-offered');
  return service;
}

/** Where a file may be put, at the service that is found. Fails with `uploads-not-offered`, `file-too-large`, `upload-refused`. */
export async function askSlot(
  context: Context,
  lease: Lease,
  requests: Requests,
  file: UploadFile
): Promise<UploadSlot> {
  const { service, maxSize } = await uploadService(context, lease, requests);
  if (maxSize !== undefined && file.size > maxSize) throw new AppError('file-too-large', String(maxSize));
  const slot = await requestSlot(requests, service, file);
  if (!isWebAddress(slot.put) || !isWebAddress(slot.get)) throw new AppError('upload-refused', 'an unsafe address');
  return slot;
}
