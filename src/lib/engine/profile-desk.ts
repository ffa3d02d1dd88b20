import { AppError } from '../base/errors';
import type { AvatarRow } from '../store/avatars';
import { addTask } from '../store/outbox';
import { write } from '../store/write';
import { pictureType, sha1Hex } from '../xmpp/picture';
import type { ProfileApi } from './api-profile';
import type { Context } from './context';

/** The largest picture, bytes: servers with a limit of 10 KB/s need eight seconds for it. */
const MOST = 60_000;

/** What a page may change of the user's profile; shown at once and told to the server through the outbox. */
export function profileDesk(context: () => Context): ProfileApi {
  return {
    async setPicture(picture) {
      const { db, account, announce } = context();
      const row: AvatarRow = { account, address: account, hash: '', ...(picture && (await rowOf(picture))) };
      await write(db, announce, undefined, ['accounts', 'avatars', 'outbox'], async (tx, topics) => {
        if ((await tx.objectStore('accounts').getKey(account)) === undefined)
          throw new AppError('unknown', 'logged out');
        await tx.objectStore('avatars').put(row);
        await addTask(tx, account, { kind: 'picture', address: account });
        topics.add(`avatar:${account}`).add('outbox');
      });
    },

    async pictureRefused() {
      const { db, account } = context();
      return (await db.get('avatars', [account, account]))?.refused === true;
    },

    async retryPicture() {
      const { db, account, announce } = context();
      await write(db, announce, undefined, ['avatars', 'outbox'], async (tx, topics) => {
        const row = await tx.objectStore('avatars').get([account, account]);
        if (!row?.refused) return;
        const { refused: _refused, ...again } = row;
        await tx.objectStore('avatars').put(again);
        await addTask(tx, account, { kind: 'picture', address: account });
        topics.add(`avatar:${account}`).add('outbox');
      });
    }
  };
}

async function rowOf({ blob, side }: { blob: Blob; side: number }) {
  if (blob.size > MOST) throw new AppError('file-too-large', String(blob.size));
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const type = pictureType(bytes);
  if (!type || type === 'image/gif') throw new AppError('not-supported', blob.type);
  return { bytes, type, side, hash: await sha1Hex(bytes) };
}
