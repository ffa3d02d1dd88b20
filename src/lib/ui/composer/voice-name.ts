const ENDINGS: Record<string, string> = { 'audio/mp4': 'm4a', 'audio/webm': 'webm', 'audio/ogg': 'ogg' };

/** What a recording is called as a file: when it was made, `voice-2026-11-20-0931.m4a`. */
export function voiceName(type: string, now = new Date()): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  return `voice-${day}-${two(now.getHours())}${two(now.getMinutes())}.${ENDINGS[type] ?? 'audio'}`;
}
