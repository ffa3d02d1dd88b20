/** Cache storage and locks as far as they are used; all caches are one. */
export class MemoryCaches {
  readonly kept = new Map<string, Response>();
  /** How many more fit. */
  room = Infinity;
  readonly locks = { request: async (_name: string, run: () => Promise<unknown>) => run() };

  has(): Promise<boolean> {
    return Promise.resolve(this.kept.size > 0);
  }

  delete(): Promise<boolean> {
    this.kept.clear();
    return Promise.resolve(true);
  }

  open() {
    const { kept } = this;
    return Promise.resolve({
      put: (place: string, response: Response): Promise<void> => {
        if (this.room-- <= 0) return Promise.reject(new DOMException('full', 'QuotaExceededError'));
        kept.set(place, response);
        return Promise.resolve();
      },
      match: (place: string): Promise<Response | undefined> => Promise.resolve(kept.get(place)?.clone()),
      delete: (place: string): Promise<boolean> => Promise.resolve(kept.delete(place)),
      keys: (): Promise<{ url: string }[]> =>
        Promise.resolve([...kept.keys()].map((place) => ({ url: `https://kith.example${place}` })))
    });
  }

  empty(): void {
    this.kept.clear();
    this.room = Infinity;
  }
}
