import { shownAs } from '../base/shown-types';
import type { FileKind } from '../store/files';
import { extensionOf } from './file-name';

const TYPES: Record<string, string> = {
  ...{ jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png', gif: 'image/gif', webp: 'image/webp' },
  ...{ avif: 'image/avif', mp4: 'video/mp4', m4v: 'video/mp4', webm: 'video/webm', mov: 'video/quicktime' },
  ...{ ogv: 'video/ogg', '3gp': 'video/3gpp', mp3: 'audio/mpeg', m4a: 'audio/mp4', aac: 'audio/aac', ogg: 'audio/ogg' },
  ...{ oga: 'audio/ogg', opus: 'audio/ogg', wav: 'audio/wav', flac: 'audio/flac', amr: 'audio/amr' },
  ...{ pdf: 'application/pdf', txt: 'text/plain', vcf: 'text/vcard' }
};
/** A photograph of a good camera; four bytes each are needed to draw it. */
const MOST_PIXELS = 50_000_000;
/** What is nothing in particular, and is only saved. */
export const UNKNOWN_TYPE = 'application/octet-stream';

/** What recordings are named by those who send them. */
const RECORDING = /^(voice|recording|audio-?message|ptt)\b/i;

/** A media type without its parameters, in small letters; by the name's extension where none is stated. */
export function typeOf(stated: string | undefined, name: string): string {
  const type = stated?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (/^[a-z]+\/[a-z0-9.+_-]{1,100}$/.test(type) && type !== UNKNOWN_TYPE) return type;
  return TYPES[extensionOf(name)] ?? UNKNOWN_TYPE;
}

/** What a file of that type is to whom it is shown. */
export function kindOfFile(type: string, name: string): FileKind {
  const kind = shownAs(type) ?? 'file';
  return kind === 'audio' && RECORDING.test(name.replace(/_/g, '-')) ? 'voice' : kind;
}

// The first bytes of bitmap pictures; AVIF is a file in boxes like MP4, with a brand of its own.
const PICTURES: [string, RegExp][] = [
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/png', /^\x89PNG\r\n\x1a\n/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[^]{4}WEBP/],
  ['image/avif', /^[^]{4}ftyp(avif|avis|mif1)/]
];

/** Which picture a file begins as, whatever it is called; `undefined` for none. */
export async function sniffPicture(blob: Blob): Promise<string | undefined> {
  const start = String.fromCharCode(...new Uint8Array(await blob.slice(0, 16).arrayBuffer()));
  return PICTURES.find(([, signature]) => signature.test(start))?.[0];
}

/**
 * The same bytes under a type that is safe to make an address of: the picture that they are, unless it would fill the memory, a
 * video or audio as stated, else nothing in particular.
 */
export async function asShown(blob: Blob, { kind, type }: { kind: FileKind; type: string }): Promise<Blob> {
  const picture = await sniffPicture(blob);
  const isPlayed = /^(video|audio|voice)$/.test(kind) && /^(video|audio)$/.test(kindOfFile(type, ''));
  const isBomb = picture !== undefined && !(await isDrawable(blob, picture));
  const shown = isBomb ? UNKNOWN_TYPE : (picture ?? (isPlayed ? type : UNKNOWN_TYPE));
  return blob.slice(0, blob.size, shown);
}

/** Whether a picture can be drawn without harm; one that does not say how large it is can't. */
async function isDrawable(blob: Blob, type: string): Promise<boolean> {
  const { measurePicture } = await import('./picture-size');
  const size = await measurePicture(blob, type);
  return size !== undefined && size.width * size.height <= MOST_PIXELS;
}
