import type { FileRow } from '../store/files';
import type { PackRow, StickerRow } from '../store/stickers';
import { isWebAddress } from './file-address';

/** What a sticker is called where it must have a name. */
export function nameOfSticker(type: string): string {
  const [, kind = 'webp'] = /^image\/([a-z]{3,5})$/.exec(type) ?? [];
  return `sticker.${kind === 'jpeg' ? 'jpg' : kind}`;
}

/** The file of a message that brings a sticker (XEP-0449 §4.2). */
export function fileOfSticker({ id }: Pick<PackRow, 'id'>, sticker: StickerRow, blob: Blob | undefined): FileRow {
  const { hash, desc, width, height, urls } = sticker;
  const type = sticker.type ?? blob?.type ?? 'image/webp';
  const size = blob?.size ?? sticker.size;
  const url = urls.find(isWebAddress);
  return {
    ...{ kind: 'sticker', name: nameOfSticker(type), type, hash, pack: id },
    ...(desc.trim() && { desc: desc.trim() }),
    ...(size !== undefined && { size }),
    ...(width && height && { width, height }),
    ...(url !== undefined && { url })
  };
}
