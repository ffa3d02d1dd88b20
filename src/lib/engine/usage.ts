import type { FileKind, UsageKind } from '../store/files';

/** What a file's bytes are counted as. */
export function usageKind(kind: FileKind): UsageKind {
  if (kind === 'image' || kind === 'sticker') return 'pictures';
  return kind === 'file' ? 'files' : 'media';
}

/** The month that is counted in, by the device's own calendar. */
export function monthOf(time: number): string {
  const date = new Date(time);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`;
}
