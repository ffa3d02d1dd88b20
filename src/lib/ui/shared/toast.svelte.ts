/** The one line that answers a tap for a moment. */
class Toast {
  text = $state('');
  #ends: ReturnType<typeof setTimeout> | undefined;

  show(text: string): void {
    this.text = text;
    clearTimeout(this.#ends);
    this.#ends = setTimeout(() => (this.text = ''), 4_000);
  }
}

export const toast = new Toast();
