import { toAppError } from '../../base/errors';
import { errorText } from './error-text';
import { toast } from './toast.svelte';

/** Does what a tap asked for, and says so when it did not work. */
export async function attempt(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (thrown) {
    toast.show(errorText(toAppError(thrown).code));
    return false;
  }
}
