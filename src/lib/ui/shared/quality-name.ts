import type { Quality } from '../../engine/api-settings';
import { m } from '$lib/words/messages';

export const QUALITIES: readonly Quality[] = ['standard', 'high', 'original'];

const names: Record<Quality, () => string> = {
  standard: m.quality_standard,
  high: m.quality_high,
  original: m.quality_original
};

/** What people call a quality of pictures. */
export function qualityName(quality: Quality): string {
  return names[quality]();
}
