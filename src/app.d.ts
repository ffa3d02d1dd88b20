declare global {
  namespace App {
    interface Place {
      order: number;
      /** When it was asked for, milliseconds: the same place may be asked for again. */
      asked: number;
    }
    interface PageState {
      /** The place of the message that a chat is opened at. */
      at?: Place;
      /** What is searched for on the screen that is opened. */
      search?: string;
      /** A picture is on the whole screen, above the page. */
      viewing?: true;
    }
  }
}
export {};
