// The few globals that pages, workers, service workers and Node all have, for what must run in each of them.
// Declared here because TypeScript's own libraries would bring `window` or `self` along.

interface Timer {
  readonly timer: unique symbol;
}
declare function setTimeout(handler: () => void, milliseconds: number): Timer;
declare function clearTimeout(timer: Timer | undefined): void;
declare function btoa(binary: string): string;
declare function atob(base64: string): string;

declare class DOMException extends Error {}

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean });
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
}

declare class URL {
  constructor(url: string, base?: string);
  static canParse(url: string): boolean;
  readonly hostname: string;
  readonly protocol: string;
}

interface CryptoKey {
  readonly type: string;
}
type Algorithm = string | Record<string, unknown>;
interface SubtleCrypto {
  importKey(
    format: 'raw',
    key: Uint8Array<ArrayBuffer>,
    algorithm: Algorithm,
    extractable: boolean,
    usages: string[]
  ): Promise<CryptoKey>;
  sign(algorithm: Algorithm, key: CryptoKey, data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
  encrypt(algorithm: Algorithm, key: CryptoKey, data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
  decrypt(algorithm: Algorithm, key: CryptoKey, data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
  digest(algorithm: Algorithm, data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
  deriveBits(algorithm: Algorithm, key: CryptoKey, length: number): Promise<ArrayBuffer>;
}
declare const crypto: {
  readonly subtle: SubtleCrypto;
  getRandomValues<T extends Uint8Array | Uint32Array>(array: T): T;
};

declare class AbortSignal {
  static any(signals: AbortSignal[]): AbortSignal;
  static timeout(milliseconds: number): AbortSignal;
  readonly aborted: boolean;
}
declare class AbortController {
  readonly signal: AbortSignal;
  abort(): void;
}

interface RequestInit {
  method?: string;
  headers?: Record<string, string>;
  body?: Uint8Array<ArrayBuffer> | string;
  signal?: AbortSignal;
  cache?: 'no-store';
  credentials?: 'omit';
  redirect?: 'error';
  referrerPolicy?: 'no-referrer';
}
interface Response {
  readonly status: number;
  readonly body: {
    getReader(): {
      read(): Promise<{ done: false; value: Uint8Array } | { done: true; value?: undefined }>;
      cancel(): Promise<void>;
    };
  } | null;
}
declare function fetch(url: string, init?: RequestInit): Promise<Response>;

declare class WebSocket {
  constructor(url: string, protocol: string);
  readonly readyState: number;
  readonly protocol: string;
  readonly bufferedAmount: number;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onerror: (() => void) | null;
  send(text: string): void;
  close(): void;
}
