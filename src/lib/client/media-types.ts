/** What is drawn or played from a `blob:` address; everything else is only saved (SECURITY 17: never SVG, never HTML). */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif']);
const HEARD_OR_SEEN = /^(video\/(mp4|webm|quicktime|ogg)|audio\/[\w.+-]+)$/;

/** Whether bytes of this type may be shown in the page. */
export function isShown(type: string): boolean {
  const plain = type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return PICTURES.has(plain) || HEARD_OR_SEEN.test(plain);
}
