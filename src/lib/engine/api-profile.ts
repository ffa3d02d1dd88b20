/** What the user says of themselves, beside their name. */
export interface ProfileApi {
  /**
   * The user's picture from now on; none takes it away. Works offline. A PNG, JPEG or WebP of at most 60 KB and `side`
   * pixels in both directions. Fails with `not-supported`, `file-too-large`.
   */
  setPicture(picture: { blob: Blob; side: number } | undefined): Promise<void>;
  /** Whether the server did not take the newest picture, or its removal. Topic `avatar:<own address>`. */
  pictureRefused(): Promise<boolean>;
  /** Offers it to the server again. */
  retryPicture(): Promise<void>;
}
