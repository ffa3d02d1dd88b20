import type { Attachment } from 'svelte/attachments';
import { SvelteMap } from 'svelte/reactivity';
import type { Topic } from '../engine/api';
import type { Engine } from './engine';

/** How many addresses are remembered that nobody looks at. */
const KEPT = 150;
/** How far from the screen a picture is asked for. */
const AHEAD = '200px';
/** What is drawn as a picture (SECURITY 17: never SVG). */
const DRAWN = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif']);
const TOPIC = 'avatar:';

/** The pictures of people and groups: each asked for once, when it comes near the screen, and again when it changed. */
export class Avatars {
  readonly #engine: Engine;
  readonly #urls = new SvelteMap<string, string>();
  /** Each asked address with the number of its newest question, the longest unseen first. */
  readonly #asked = new Map<string, number>();
  readonly #near = new Map<string, Set<Element>>();
  readonly #addresses = new WeakMap<Element, string>();
  #observer: IntersectionObserver | undefined;
  #question = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.listen((message) => {
      if (message.type === 'changed') for (const topic of message.topics) this.#changed(topic);
    });
  }

  /** Where the page finds the picture; absent while there is none. */
  urlOf(address: string): string | undefined {
    return this.#urls.get(address);
  }

  /** Asks for the picture while the element is near the screen. */
  watch(address: string): Attachment<Element> {
    return (element) => {
      this.#observer ??= new IntersectionObserver((entries) => this.#met(entries), { rootMargin: AHEAD });
      this.#addresses.set(element, address);
      this.#observer.observe(element);
      return () => {
        this.#observer?.unobserve(element);
        this.#leave(element, address);
      };
    };
  }

  /** Nothing is known any more: another account. */
  forget(): void {
    for (const address of [...this.#asked.keys()]) this.#drop(address);
  }

  #met(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const address = this.#addresses.get(target);
      if (address === undefined) continue;
      if (!isIntersecting) this.#leave(target, address);
      else {
        this.#near.set(address, (this.#near.get(address) ?? new Set()).add(target));
        this.#want(address);
      }
    }
  }

  #leave(element: Element, address: string): void {
    const elements = this.#near.get(address);
    elements?.delete(element);
    if (elements?.size === 0) this.#near.delete(address);
  }

  #want(address: string): void {
    const question = this.#asked.get(address);
    if (question === undefined) void this.#ask(address);
    else {
      this.#asked.delete(address);
      this.#asked.set(address, question);
    }
  }

  async #ask(address: string): Promise<void> {
    const question = ++this.#question;
    this.#asked.set(address, question);
    this.#trim();
    try {
      const blob = await this.#engine.api.avatar(address);
      if (this.#asked.get(address) !== question) return;
      this.#revoke(address);
      if (blob && DRAWN.has(blob.type)) this.#urls.set(address, URL.createObjectURL(blob));
    } catch (thrown) {
      console.debug('kith: no picture', thrown);
      if (this.#asked.get(address) === question) this.#asked.delete(address);
    }
  }

  #changed(topic: Topic): void {
    if (!topic.startsWith(TOPIC)) return;
    const address = topic.slice(TOPIC.length);
    if (this.#near.has(address)) void this.#ask(address);
    else this.#drop(address);
  }

  #trim(): void {
    const most = KEPT + this.#near.size;
    for (const address of this.#asked.keys()) {
      if (this.#asked.size <= most) return;
      if (!this.#near.has(address)) this.#drop(address);
    }
  }

  #drop(address: string): void {
    this.#asked.delete(address);
    this.#revoke(address);
  }

  #revoke(address: string): void {
    const url = this.#urls.get(address);
    if (url === undefined) return;
    this.#urls.delete(address);
    URL.revokeObjectURL(url);
  }
}
