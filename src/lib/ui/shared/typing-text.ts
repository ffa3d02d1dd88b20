import { m } from '$lib/words/messages';
import { isolateName } from './isolate-name';

/** Who types in a group: one or two by their names, more by their number. */
export function typingText(names: readonly string[]): string {
  const [name = '', other = ''] = names.slice(0, 2).map(isolateName);
  if (names.length === 1) return m.typing_one({ name });
  return names.length === 2 ? m.typing_two({ name, other }) : m.typing_many({ count: names.length });
}
