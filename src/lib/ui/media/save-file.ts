import { shownAs } from '../../base/shown-types';
import type { MessageView } from '../../client/chat.svelte';
import type { Media } from '../../client/media.svelte';

const KEPT_FOR = 60_000;

/** Gives a file to the device under its name. What is never shown is given as plain bytes, so that no page opens it by mistake. */
export function saveFile(blob: Blob, name: string): void {
  const bytes = shownAs(blob.type) ? blob : new Blob([blob], { type: 'application/octet-stream' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(bytes);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_FOR);
}

/** Fetches the file of a message first if need be, then gives it to the device. Why it did not come is said at the message. */
export async function saveFileOf(media: Media, { id, file }: MessageView): Promise<void> {
  if (!file || (file.state === 'there' && !(await media.fetch(id)))) return;
  const blob = await media.blob(id);
  if (blob) saveFile(blob, file.name);
}
