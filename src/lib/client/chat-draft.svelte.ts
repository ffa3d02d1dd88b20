import { AppError, toAppError } from '../base/errors';
import type { MessageView } from '../engine/api';
import type { LinkPreviewView } from '../engine/api-messages';
import type { EngineRemote } from './engine';

/** How many characters one message may have. */
export const MAX_TEXT = 60_000;

const SAVE_AFTER = 300;
const TYPING_AGAIN_AFTER = 4_000;
const TYPING_ENDS_AFTER = 5_000;

/** What stands in the composer of one conversation: kept while it is written, and gone only when it was stored as a message. */
export class Draft {
  text = $state('');
  /** The message that it answers. */
  reply = $state.raw<MessageView>();
  /** What is told along of a link in it; not kept with the draft. */
  preview = $state.raw<LinkPreviewView>();
  sending = $state(false);
  /** Why the text could not be sent or kept. */
  error = $state.raw<AppError>();

  readonly #api: () => EngineRemote;
  readonly #address: string;
  #saved = '';
  #savedReply: string | undefined;
  #saveTimer: ReturnType<typeof setTimeout> | undefined;
  #typingTimer: ReturnType<typeof setTimeout> | undefined;
  #typingSince: number | undefined;
  #opened = false;
  #saving: Promise<void> = Promise.resolve();
  /** The beginning of the text that is being sent already. */
  #underway = '';
  #round = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(api: () => EngineRemote, address: string) {
    this.#api = api;
    this.#address = address;
  }

  /** Takes what is stored: at the opening, and later only what another window wrote while this one was not in use. */
  adopt(stored: string, reply?: MessageView): void {
    if (stored === this.#saved && reply?.id === this.#savedReply && this.#opened) return;
    const untouched = !this.#changed && (!this.#opened || !document.hasFocus());
    this.#opened = true;
    if (!untouched) return;
    this.text = this.#saved = stored;
    this.reply = reply;
    this.#savedReply = reply?.id;
  }

  /** The user answers a message from now on; absent: none. */
  answer(message: MessageView | undefined): void {
    this.reply = message;
    void this.save();
  }

  get #changed(): boolean {
    return this.text !== this.#saved || this.reply?.id !== this.#savedReply;
  }

  /** The user changed the text. */
  write(text: string): void {
    this.text = text;
    this.error = undefined;
    if (!text.startsWith(this.#underway)) this.#underway = '';
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => void this.save(), SAVE_AFTER);
    if (text.trim() === '') this.#stopTyping();
    else this.#startTyping();
  }

  /** Stores the text now, if that has not happened. */
  save(): Promise<void> {
    clearTimeout(this.#saveTimer);
    if (this.#changed && !this.sending) this.#saving = this.#save(this.text, this.reply?.id);
    return this.#saving;
  }

  async #save(text: string, reply: string | undefined): Promise<void> {
    const before = [this.#saved, this.#savedReply] as const;
    [this.#saved, this.#savedReply] = [text, reply];
    try {
      await this.#api().saveDraft(this.#address, text, ...idsOf(reply));
    } catch (thrown) {
      if (this.#saved === text && this.#savedReply === reply) [this.#saved, this.#savedReply] = before;
      this.error = toAppError(thrown);
    }
  }

  /**
   * Sends the text. It leaves the composer when it is stored, and stays there when it can't be. What is sent while
   * another message is being stored follows it.
   */
  send(): Promise<boolean> {
    const written = this.text.slice(this.#underway.length);
    if (written.trim() === '') return Promise.resolve(false);
    if (written.trim().length > MAX_TEXT) {
      this.error = new AppError('message-too-long');
      return Promise.resolve(false);
    }
    this.#underway += written;
    const round = this.#round;
    const { reply, preview } = this;
    this.reply = undefined;
    this.preview = undefined;
    const along = preview && written.includes(preview.url) ? preview : undefined;
    const sent = this.#last.then(() => round === this.#round && this.#send(written, reply, along));
    this.#last = sent;
    return sent;
  }

  async #send(written: string, reply: MessageView | undefined, preview: LinkPreviewView | undefined): Promise<boolean> {
    this.sending = true;
    this.error = undefined;
    try {
      // A draft that is still on its way would come back behind the message.
      await this.#saving;
      const more: [reply?: string | undefined, preview?: LinkPreviewView] = preview
        ? [reply?.id, preview]
        : idsOf(reply?.id);
      await this.#api().send(this.#address, written.trim(), ...more);
      this.#saved = '';
      this.#savedReply = undefined;
      if (this.text.startsWith(written)) this.text = this.text.slice(written.length);
      if (this.#underway.startsWith(written)) this.#underway = this.#underway.slice(written.length);
      // The message itself tells that the typing is over (XEP-0085 §5.3).
      if (this.text === '') this.#forgetTyping();
      return true;
    } catch (thrown) {
      this.error = toAppError(thrown);
      this.reply ??= reply;
      this.preview ??= preview;
      // What was to follow stays in the composer behind it, in order.
      this.#underway = '';
      this.#round++;
      return false;
    } finally {
      this.sending = false;
      void this.save();
    }
  }

  /** The conversation is left. */
  close(): void {
    void this.save();
    this.#stopTyping();
  }

  #startTyping(): void {
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => this.#stopTyping(), TYPING_ENDS_AFTER);
    const now = Date.now();
    if (this.#typingSince !== undefined && now - this.#typingSince < TYPING_AGAIN_AFTER) return;
    this.#typingSince = now;
    this.#tellTyping(true);
  }

  #stopTyping(): void {
    const wasTold = this.#typingSince !== undefined;
    this.#forgetTyping();
    if (wasTold) this.#tellTyping(false);
  }

  #forgetTyping(): void {
    clearTimeout(this.#typingTimer);
    this.#typingSince = undefined;
  }

  #tellTyping(typing: boolean): void {
    // Only a courtesy: the conversation does not depend on it, and a lost worker is noticed elsewhere.
    this.#api()
      .setTyping(this.#address, typing)
      .catch(() => undefined);
  }
}

function idsOf(id: string | undefined): [] | [string] {
  return id === undefined ? [] : [id];
}
