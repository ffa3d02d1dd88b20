import { toAppError, type ErrorCode } from '../../base/errors';

/** What a button does: whether it is being done now, and why it failed when it was tried last. */
export class Act {
  busy = $state(false);
  failed = $state<ErrorCode>();

  /** Does it; tells whether it worked. */
  async run(action: () => Promise<unknown>): Promise<boolean> {
    this.busy = true;
    this.failed = undefined;
    try {
      await action();
      return true;
    } catch (thrown) {
      this.failed = toAppError(thrown).code;
      return false;
    } finally {
      this.busy = false;
    }
  }
}
