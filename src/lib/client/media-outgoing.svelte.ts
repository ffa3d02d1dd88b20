import { AppError, toAppError } from '../base/errors';
import { shownAs } from '../base/shown-types';
import type { PickedFile, UploadLimit } from '../engine/api-files';
import type { Quality } from '../engine/api-settings';
import type { App } from './app.svelte';
import { factsOf, type MediaFacts } from './media-facts';
import { dropBrought, readBrought } from './shared';

/** How many files go at once. */
export const MOST_FILES = 30;

/** A file that was picked and not sent yet. */
export interface OutgoingFile {
  key: number;
  blob: Blob;
  name: string;
  kind: 'image' | 'video' | 'audio' | 'file';
  /** Where the page finds it, of pictures and videos. */
  url?: string;
  facts: Promise<MediaFacts>;
  /** Where it is kept, when it was shared from outside. */
  at?: string;
}

/** What is about to be sent to one conversation: picked, pasted or dropped files with their captions. */
export class Outgoing {
  files = $state.raw<OutgoingFile[]>([]);
  /** The one that is looked at, and whose caption is written. */
  selected = $state<number>();
  quality = $state<Quality>('standard');
  limit = $state.raw<UploadLimit>({ offered: true });
  sending = $state(false);
  /** More were chosen than go at once. */
  cut = $state(false);
  error = $state.raw<AppError>();
  readonly #captions = $state<Record<number, string>>({});

  readonly #app: App;
  readonly #address: string;
  #remembered: Quality = 'standard';
  #count = 0;

  constructor(app: App, address: string) {
    this.#app = app;
    this.#address = address;
    this.#bring().catch((thrown: unknown) => console.debug('kith: what was shared could not be read', thrown));
  }

  /** Shows them before they are sent. `places`: where they are kept until then. */
  add(picked: Iterable<File>, places: string[] = []): void {
    const files = [...picked];
    if (files.length === 0) return;
    const isFirst = this.files.length === 0;
    const room = MOST_FILES - this.files.length;
    this.cut = files.length > room;
    const added = files.slice(0, room).map((file, number) => this.#take(file, places[number]));
    this.files = [...this.files, ...added];
    this.selected = added[0]?.key ?? this.selected;
    this.error = undefined;
    if (isFirst) void this.#prepare();
  }

  remove(key: number): void {
    const at = this.files.findIndex((one) => one.key === key);
    const gone = this.files[at];
    if (gone?.url !== undefined) URL.revokeObjectURL(gone.url);
    if (gone?.at !== undefined)
      dropBrought(this.#address, gone.at).catch((thrown: unknown) =>
        console.debug('kith: a file is still kept', thrown)
      );
    this.files = this.files.filter((one) => one !== gone);
    if (this.selected === key) this.selected = (this.files[at] ?? this.files.at(-1))?.key;
    [this.cut, this.error] = [false, undefined];
  }

  /** Nothing of it is sent. */
  clear(): void {
    for (const { key } of this.files) this.remove(key);
  }

  captionOf(key: number): string {
    return this.#captions[key] ?? '';
  }

  write(key: number, caption: string): void {
    this.#captions[key] = caption;
  }

  /** Why a file can't go as it is. Pictures that are made smaller are measured when they are. */
  problemOf({ blob, kind }: OutgoingFile): 'empty' | 'too-large' | undefined {
    if (blob.size === 0) return 'empty';
    const shrinks = kind === 'image' && this.quality !== 'original' && blob.type !== 'image/gif';
    return !shrinks && blob.size > (this.limit.maxSize ?? Infinity) ? 'too-large' : undefined;
  }

  /** Whether all of them can go. */
  get ready(): boolean {
    return this.limit.offered && this.files.length > 0 && this.files.every((file) => !this.problemOf(file));
  }

  /**
   * Resolves with whether all are stored and on their way; those that are leave the list. `asIs`: pictures that can't be read here go
   * with whatever stands in them.
   */
  async send(reply?: string, asIs = false): Promise<boolean> {
    if (!this.ready || this.sending) return false;
    this.sending = true;
    this.error = undefined;
    try {
      if (this.quality !== this.#remembered) await this.#app.api.saveSettings({ quality: this.quality });
      this.#remembered = this.quality;
      let answers = reply;
      for (const file of this.files) {
        await this.#app.api.sendFiles(
          this.#address,
          [{ ...(await this.#picked(file)), ...(asIs && { asIs }) }],
          answers
        );
        answers = undefined;
        this.remove(file.key);
      }
      return true;
    } catch (thrown) {
      this.error = toAppError(thrown);
      return false;
    } finally {
      this.sending = false;
    }
  }

  async #picked({ key, blob, name, kind, facts }: OutgoingFile): Promise<PickedFile> {
    const caption = this.captionOf(key).trim();
    return {
      blob,
      name,
      ...(caption && { caption }),
      ...(kind === 'image' ? { quality: this.quality } : await facts)
    };
  }

  /** What was shared from outside, and brought here. */
  async #bring(): Promise<void> {
    const brought = await readBrought(this.#address);
    this.add(
      brought.map(({ file }) => file),
      brought.map(({ at }) => at)
    );
  }

  #take(file: File, at: string | undefined): OutgoingFile {
    const kind = shownAs(file.type) ?? 'file';
    return {
      key: ++this.#count,
      blob: file,
      name: file.name,
      kind,
      ...((kind === 'image' || kind === 'video') && { url: URL.createObjectURL(file) }),
      facts: factsOf(file),
      ...(at !== undefined && { at })
    };
  }

  async #prepare(): Promise<void> {
    try {
      const [limit, settings] = await Promise.all([this.#app.api.uploadLimit(), this.#app.api.settings()]);
      this.limit = limit;
      this.quality = this.#remembered = settings.quality;
      if (!limit.offered) this.error = new AppError('uploads-not-offered');
    } catch (thrown) {
      this.error = toAppError(thrown);
    }
  }
}
