import { createContext } from 'svelte';
import type { Attachment } from 'svelte/attachments';
import { SvelteMap } from 'svelte/reactivity';
import { toAppError, type ErrorCode } from '../base/errors';
import { shownAs } from '../base/shown-types';
import type { MessageView } from '../engine/api';
import type { TransferView } from '../engine/api-files';
import type { FileView } from '../engine/api-messages';
import type { App } from './app.svelte';
import type { EngineRemote } from './engine';

/** How many files are kept at hand that nobody looks at. */
const KEPT = 60;

type State = FileView['state'];

/** The files of one conversation as its page shows them: read when they come near, fetched when they are seen. */
export class Media {
  readonly address: string;
  /** The message whose picture is looked at on the whole screen. */
  viewing = $state<string>();
  /** The message whose sticker's pack is looked at. */
  sticker = $state<string>();
  readonly #app: App;
  readonly #messages: () => readonly MessageView[];
  readonly #urls = new SvelteMap<string, string>();
  readonly #failures = new SvelteMap<string, ErrorCode>();
  /** Whose bytes can't be drawn here, whatever their type says. */
  readonly #broken = new SvelteMap<string, true>();
  readonly #users = new Map<string, number>();
  readonly #reading = new Map<string, Promise<string | undefined>>();
  readonly #asked = new Set<string>();
  #ended = false;

  constructor(app: App, address: string, messages: () => readonly MessageView[]) {
    this.#app = app;
    this.address = address;
    this.#messages = messages;
  }

  /** What the page shows of the conversation, in its order. */
  get messages(): readonly MessageView[] {
    return this.#messages();
  }

  /** Where the page finds the bytes; absent while they are not here, or are of a kind that is never shown. */
  urlOf(id: string): string | undefined {
    return this.#urls.get(id);
  }

  /** How far it is on its way; absent when it is not. */
  transferOf(id: string): TransferView | undefined {
    return this.#app.transfers.get(id);
  }

  /** Why it could not be fetched. */
  failureOf(id: string): ErrorCode | undefined {
    return this.#failures.get(id);
  }

  /** Whether the browser could not draw or play it. */
  isBroken(id: string): boolean {
    return this.#broken.has(id);
  }

  /** What is said to be a picture or a video is none. */
  markBroken(id: string): void {
    this.#broken.set(id, true);
  }

  /** Somebody listens to it: its dot goes. */
  async markPlayed(id: string): Promise<void> {
    try {
      await this.#app.api.markPlayed(this.address, id);
    } catch (thrown) {
      console.debug('kith: that a recording was heard is not kept', thrown);
    }
  }

  /** Reads the bytes that are here as soon as the element is made; fetches others once it is really seen, if that is allowed. */
  watch(id: string, state: State): Attachment<Element> {
    return (element) => {
      this.#users.set(id, (this.#users.get(id) ?? 0) + 1);
      let observer: IntersectionObserver | undefined;
      if (state !== 'there') void this.url(id);
      else if (!this.#asked.has(id)) {
        observer = new IntersectionObserver((entries) => {
          if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
          observer?.disconnect();
          void this.#fetchUnasked(id);
        });
        observer.observe(element);
      }
      return () => {
        observer?.disconnect();
        const users = (this.#users.get(id) ?? 1) - 1;
        if (users > 0) this.#users.set(id, users);
        else this.#users.delete(id);
      };
    };
  }

  /** Where the bytes are that this device has. */
  url(id: string): Promise<string | undefined> {
    const known = this.#urls.get(id);
    if (known !== undefined) return Promise.resolve(known);
    const reading = this.#reading.get(id) ?? this.#read(id).finally(() => this.#reading.delete(id));
    this.#reading.set(id, reading);
    return reading;
  }

  /** The bytes, if this device has them and can read them. */
  blob(id: string): Promise<Blob | undefined> {
    return this.#ask(id, (api) => api.file(this.address, id));
  }

  /** Fetches it because the user asks for it; tells whether it is here now. */
  async fetch(id: string): Promise<boolean> {
    this.#failures.delete(id);
    return (await this.#ask(id, (api) => api.fetchFile(this.address, id))) ?? false;
  }

  /** Stops a download; a message whose file is not uploaded yet goes. */
  async cancel(id: string): Promise<void> {
    await this.#ask(id, (api) => api.cancelTransfer(this.address, id));
  }

  /** Asks the engine; what fails is shown where the file is. */
  async #ask<T>(id: string, action: (api: EngineRemote) => Promise<T>): Promise<T | undefined> {
    try {
      return await action(this.#app.api);
    } catch (thrown) {
      this.#failures.set(id, toAppError(thrown).code);
      return undefined;
    }
  }

  /** The page no longer shows the conversation. */
  destroy(): void {
    this.#ended = true;
    for (const id of [...this.#urls.keys()]) this.#drop(id);
  }

  async #fetchUnasked(id: string): Promise<void> {
    if (this.#ended || this.#asked.has(id)) return;
    this.#asked.add(id);
    try {
      await this.#app.api.fetchFile(this.address, id, true);
    } catch (thrown) {
      console.debug('kith: a file did not come by itself', thrown);
    }
  }

  async #read(id: string): Promise<string | undefined> {
    const blob = await this.blob(id);
    if (!blob || this.#ended) return undefined;
    if (!shownAs(blob.type)) {
      this.markBroken(id);
      return undefined;
    }
    const url = URL.createObjectURL(blob);
    this.#urls.set(id, url);
    this.#trim();
    return url;
  }

  #trim(): void {
    const unused = [...this.#urls.keys()].filter((id) => !this.#users.has(id));
    for (const id of unused.slice(0, Math.max(0, unused.length - KEPT))) this.#drop(id);
  }

  #drop(id: string): void {
    const url = this.#urls.get(id);
    this.#urls.delete(id);
    if (url !== undefined) URL.revokeObjectURL(url);
  }
}

const [getMedia, setMedia] = createContext<Media>();
export { getMedia, setMedia };
