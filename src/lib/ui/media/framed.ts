import type { MessageView } from '../../engine/api';

/** Whether a message's file fills its bubble as a picture does. */
export function isFramed({ file }: MessageView): boolean {
  return file?.kind === 'image' || file?.kind === 'video';
}
