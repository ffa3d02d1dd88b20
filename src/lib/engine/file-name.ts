/** The longest name that is kept, UTF-16 units. */
const LONGEST = 120;
/** What of that an extension may take. */
const LONGEST_EXTENSION = 12;

/**
 * A file's name as it may be shown and saved: no folders, nothing invisible that turns text around or hides an extension,
 * nothing that a system forbids; not too long, and its extension stays.
 */
export function safeName(text: string): string {
  const last = text.toWellFormed().split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .normalize('NFC')
    .replace(/[\p{Cc}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  if (plain === '') return 'file';
  if (plain.length <= LONGEST) return plain;
  const extension = extensionOf(plain);
  const end = extension ? `.${extension}` : '';
  return plain.slice(0, LONGEST - end.length).toWellFormed() + end;
}

/** What stands after the last dot, in small letters; empty without one. */
export function extensionOf(name: string): string {
  const [, extension = ''] = /[^.]\.([\p{L}\p{N}]+)$/u.exec(name) ?? [];
  return extension.length <= LONGEST_EXTENSION ? extension.toLowerCase() : '';
}

/** The name of what lies at an address: its last part. */
export function nameInUrl(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  const last = path.split('/').at(-1) ?? '';
  try {
    return safeName(decodeURIComponent(last));
  } catch (error) {
    if (error instanceof URIError) return safeName(last);
    throw error;
  }
}
