declare global {
  namespace App {
    interface PageState {
      /** The place of the message that a chat is opened at. */
      at?: { order: number };
      /** A picture is on the whole screen, above the page. */
      viewing?: true;
    }
  }
}
export {};
