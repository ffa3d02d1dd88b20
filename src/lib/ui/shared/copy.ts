import { m } from '$lib/words/messages';
import { toast } from './toast.svelte';

/** Copies, and says whether it worked. */
export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast.show(m.copied());
  } catch {
    toast.show(m.copy_failed());
  }
}
