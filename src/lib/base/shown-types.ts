/** What every browser draws and nothing can run in, and what most play; SVG and HTML are not among it (SECURITY 17). */
const SHOWN = [
  ['image', /^image\/(jpeg|png|gif|webp|avif)$/],
  ['video', /^video\/(mp4|webm|quicktime|ogg|3gpp)$/],
  ['audio', /^audio\/(mpeg|mp4|x-m4a|aac|ogg|opus|webm|wav|x-wav|flac|3gpp|amr)$/]
] as const;

/** As what bytes of a media type may be shown, from a `blob:` address; `undefined`: they are only saved. */
export function shownAs(type: string): 'image' | 'video' | 'audio' | undefined {
  const plain = type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return SHOWN.find(([, types]) => types.test(plain))?.[0];
}
