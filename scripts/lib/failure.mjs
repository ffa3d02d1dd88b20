/** What went wrong in one sentence that the person at the terminal can act on; shown without a stack. */
export class Failure extends Error {
  name = 'Failure';
}
