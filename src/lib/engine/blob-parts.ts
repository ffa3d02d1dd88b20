/** So much is held in memory before it is given to the browser, which may put it on the disk, bytes. */
const PART = 8 * 1024 * 1024;

/** Puts a file together as it comes. */
export class BlobParts {
  readonly #whole: Blob[] = [];
  #parts: Uint8Array<ArrayBuffer>[] = [];
  #held = 0;

  add(piece: Uint8Array<ArrayBuffer>): void {
    this.#parts.push(piece);
    this.#held += piece.length;
    if (this.#held >= PART) this.#whole.push(this.#blob());
  }

  finish(): Blob {
    return new Blob([...this.#whole, this.#blob()]);
  }

  #blob(): Blob {
    const blob = new Blob(this.#parts);
    [this.#parts, this.#held] = [[], 0];
    return blob;
  }
}
