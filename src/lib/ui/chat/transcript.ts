import type { MessageView } from '../../client/chat.svelte';

interface Words {
  nameOf: (message: MessageView) => string;
  /** A moment that stands alone. */
  when: (time: number) => string;
}

/** Several messages as a text, each with who wrote it and when; a single one as it is. */
export function transcriptOf(messages: readonly MessageView[], { nameOf, when }: Words): string {
  const [only] = messages;
  if (messages.length === 1 && only) return only.text;
  return messages.map((one) => `[${when(one.time)}] ${nameOf(one)}: ${one.text}`).join('\n');
}
