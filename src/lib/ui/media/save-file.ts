import { isShown } from '../../client/media-types';

const KEPT_FOR = 60_000;

/** Gives a file to the device under its name. What is never shown is given as plain bytes, so that no page opens it by mistake. */
export function saveFile(blob: Blob, name: string): void {
  const bytes = isShown(blob.type) ? blob : new Blob([blob], { type: 'application/octet-stream' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(bytes);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_FOR);
}
