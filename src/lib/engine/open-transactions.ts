/** Which transactions are under way in this context. */
export interface OpenTransactions {
  /** Ends all of them at once; what they wrote is as if it had never been. */
  abort(): void;
}

/** Begins to count the transactions of every database of this context. */
export function countTransactions(prototype: IDBDatabase): OpenTransactions {
  const open = new Set<IDBTransaction>();
  const begin = Object.getOwnPropertyDescriptor(prototype, 'transaction')?.value as IDBDatabase['transaction'];
  prototype.transaction = function (this: IDBDatabase, ...args: Parameters<IDBDatabase['transaction']>) {
    const tx = begin.apply(this, args);
    open.add(tx);
    for (const end of ['complete', 'abort']) tx.addEventListener(end, () => open.delete(tx));
    return tx;
  };
  return {
    abort() {
      for (const tx of open)
        try {
          tx.abort();
        } catch {
          // It has just ended by itself.
        }
    }
  };
}
