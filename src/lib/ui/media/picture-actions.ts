import { m } from '$lib/words/messages';
import { toast } from '../shared/toast.svelte';

/** Whether the device has a sheet that takes files, such as this one. */
export function canShare(blob: Blob, name: string): boolean {
  const data = { files: [new File([blob], name, { type: blob.type })] };
  return typeof navigator.canShare === 'function' && navigator.canShare(data);
}

/** Gives a file to another app by the device's own sheet. */
export async function share(blob: Blob, name: string): Promise<void> {
  try {
    await navigator.share({ files: [new File([blob], name, { type: blob.type })] });
  } catch (thrown) {
    // Who closes the sheet again did not fail.
    if (!(thrown instanceof DOMException && thrown.name === 'AbortError')) toast.show(m.copy_failed());
  }
}

/** Copies a picture for other apps. The clipboard takes PNG alone, whatever the picture is. */
export async function copyPicture(blob: Blob): Promise<void> {
  try {
    // The promise goes in whole: some browsers forget the tap while they wait.
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': asPng(blob) })]);
    toast.show(m.viewer_copied());
  } catch {
    toast.show(m.copy_failed());
  }
}

async function asPng(blob: Blob): Promise<Blob> {
  if (blob.type === 'image/png') return blob;
  const picture = await createImageBitmap(blob);
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [picture.width, picture.height];
  canvas.getContext('2d')?.drawImage(picture, 0, 0);
  picture.close();
  return new Promise((resolve, reject) => {
    canvas.toBlob((png) => (png ? resolve(png) : reject(new Error('no PNG'))), 'image/png');
  });
}
