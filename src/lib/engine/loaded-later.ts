/** The names of an API's methods: all of them, or the compiler says which is missing. */
export type MethodsOf<T> = Record<keyof T, true>;

/** A part of the engine that few lives need: it is loaded when the first of its methods is called. */
export function loadedLater<T extends object>(methods: MethodsOf<T>, load: () => Promise<T>): T {
  let loaded: T | undefined;
  const call =
    (method: keyof T) =>
    async (...args: never[]): Promise<unknown> => {
      loaded ??= await load();
      return (loaded[method] as (...args: never[]) => unknown)(...args);
    };
  const names = Object.keys(methods) as (keyof T)[];
  return Object.fromEntries(names.map((name) => [name, call(name)])) as T;
}
