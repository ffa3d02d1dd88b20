import type { FileApi, UploadLimit } from './api-files';
import type { Context } from './context';

const METHODS: readonly (keyof FileApi)[] = [
  'sendFiles',
  'uploadLimit',
  'file',
  'fetchFile',
  'cancelTransfer',
  'markPlayed',
  'storageUse',
  'clearFiles'
];

/**
 * What a page may do with files; loaded when the first is wanted. `askLimit`: what the account's server takes, as the session's holder
 * finds out.
 */
export function fileDesk(context: () => Context, askLimit: () => Promise<UploadLimit>): FileApi {
  let work: FileApi | undefined;
  const load = async (): Promise<FileApi> => {
    const { fileWork } = await import('./file-work');
    return (work ??= fileWork(context, askLimit));
  };
  const call =
    (method: keyof FileApi) =>
    async (...args: never[]): Promise<unknown> =>
      ((await load())[method] as (...args: never[]) => unknown)(...args);
  return Object.fromEntries(METHODS.map((method) => [method, call(method)])) as unknown as FileApi;
}
