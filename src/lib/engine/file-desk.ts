import type { FileApi, UploadLimit } from './api-files';
import type { Context } from './context';
import { loadedLater } from './loaded-later';

/**
 * What a page may do with files. `askLimit`: what the account's server takes, as the session's holder finds out.
 */
export function fileDesk(context: () => Context, askLimit: () => Promise<UploadLimit>): FileApi {
  return loadedLater<FileApi>(
    {
      sendFiles: true,
      uploadLimit: true,
      file: true,
      fetchFile: true,
      cancelTransfer: true,
      markPlayed: true,
      storageUse: true,
      clearFiles: true
    },
    async () => (await import('./file-work')).fileWork(context, askLimit)
  );
}
