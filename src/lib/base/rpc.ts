import { AppError, toAppError, type ErrorCode } from './errors';

/** The part of a `Worker` or `MessagePort` that calls travel over. */
export interface RpcPort {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

type Methods = Record<string, (...args: never[]) => unknown>;

/** An interface's methods as seen from the other side: every call is a promise, every failure an {@link AppError}. */
export type Remote<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never;
};

interface Call {
  call: number;
  method: string;
  args: unknown[];
}
type Answer = { answer: number } & ({ value: unknown } | { error: { code: ErrorCode; detail: string } });

/** Answers the calls that arrive on `port` with the methods of `target`. */
export function serve(port: RpcPort, target: object): void {
  const methods = target as Methods;
  port.addEventListener('message', ({ data }: MessageEvent<Call>) => {
    if (typeof data?.call !== 'number') return;
    const run = async (): Promise<unknown> => {
      const method = methods[data.method];
      if (typeof method !== 'function') throw new AppError('unknown', `no method ${data.method}`);
      return method.apply(target, data.args as never[]);
    };
    run().then(
      (value) => port.postMessage({ answer: data.call, value } satisfies Answer),
      (thrown: unknown) => {
        const { code, detail } = toAppError(thrown);
        port.postMessage({ answer: data.call, error: { code, detail } } satisfies Answer);
      }
    );
  });
}

/** The other side's methods. `fail` rejects what is still open, for when the other side is known to be gone. */
export function connect<T extends object>(port: RpcPort): { remote: Remote<T>; fail(error: AppError): void } {
  const open = new Map<number, { resolve: (value: unknown) => void; reject: (error: AppError) => void }>();
  let last = 0;
  port.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
    if (typeof data?.answer !== 'number') return;
    const waiting = open.get(data.answer);
    open.delete(data.answer);
    if ('error' in data) waiting?.reject(new AppError(data.error.code, data.error.detail));
    else waiting?.resolve(data.value);
  });
  const remote = new Proxy({} as Remote<T>, {
    get: (_, method: string) =>
      method === 'then'
        ? undefined
        : (...args: unknown[]) =>
            new Promise((resolve, reject) => {
              open.set(++last, { resolve, reject });
              port.postMessage({ call: last, method, args } satisfies Call);
            })
  });
  return {
    remote,
    fail(error) {
      for (const waiting of open.values()) waiting.reject(error);
      open.clear();
    }
  };
}
