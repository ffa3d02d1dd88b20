import type { StickerApi } from './api-stickers';
import type { Context } from './context';
import { loadedLater } from './loaded-later';
import type { AskHolder } from './message-desk';

/** What a page may do with stickers. */
export function stickerDesk(context: () => Context, ask: AskHolder): StickerApi {
  return loadedLater<StickerApi>(
    {
      stickerPacks: true,
      refreshPacks: true,
      stickerPicture: true,
      sendSticker: true,
      makeSticker: true,
      renamePack: true,
      removeSticker: true,
      removePack: true,
      retryPack: true,
      findPack: true,
      addPack: true
    },
    async () => (await import('./sticker-work')).stickerWork(context, ask)
  );
}
