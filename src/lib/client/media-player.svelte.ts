/** Something that is heard: a voice message or a piece of music. */
export interface Track {
  /** Of all tracks of the page, this one. */
  key: string;
  /** Where its bytes are, fetched first if need be; absent: they can't be had. */
  url: () => Promise<string | undefined>;
  /** Milliseconds, where the sender told. */
  duration?: number;
  /** What follows it by itself. */
  next?: () => Track | undefined;
}

const SPEEDS = [1, 1.5, 2] as const;
/** Beyond the end of everything, to make the browser look for the end of a recording that does not state its length. */
const FAR = 1e9;

/** What the page plays: never two things at a time. */
export class Player {
  /** The key of what plays or rests. */
  current = $state<string>();
  playing = $state(false);
  /** Milliseconds. */
  position = $state(0);
  duration = $state(0);
  speed = $state<(typeof SPEEDS)[number]>(1);
  /** What was played to its end, or begun, since the page was opened. */
  failed = $state<string>();

  readonly #audio: HTMLAudioElement;
  #track: Track | undefined;
  #starts = 0;
  #frame = 0;

  constructor(audio = new Audio()) {
    this.#audio = audio;
    audio.preload = 'auto';
    audio.addEventListener('ended', () => this.#ended());
    audio.addEventListener('pause', () => this.#still());
    audio.addEventListener('play', () => this.#moves());
    audio.addEventListener('durationchange', () => this.#measured());
    audio.addEventListener('error', () => {
      if (audio.src && this.#track) this.failed = this.#track.key;
      this.#still();
    });
  }

  /** Plays it from where it rested, or lets it rest. */
  async toggle(track: Track): Promise<void> {
    if (this.current === track.key && this.playing) return this.#audio.pause();
    if (this.current !== track.key) return this.#begin(track, 0);
    await this.#audio.play().catch(() => this.#still());
  }

  /** Goes to a moment, milliseconds; what does not play now begins there. */
  async seek(track: Track, position: number): Promise<void> {
    if (this.current !== track.key) return this.#begin(track, position);
    this.position = position;
    this.#audio.currentTime = position / 1000;
  }

  /** The next of the speeds. */
  faster(): void {
    this.speed = SPEEDS[(SPEEDS.indexOf(this.speed) + 1) % SPEEDS.length] ?? 1;
    this.#audio.playbackRate = this.speed;
  }

  /** Silence: another thing is heard now, or the chat was left. */
  stop(): void {
    this.#starts++;
    this.#audio.pause();
    this.#track = this.current = undefined;
    this.#still();
  }

  async #begin(track: Track, position: number): Promise<void> {
    const start = ++this.#starts;
    this.#audio.pause();
    [this.#track, this.current, this.position, this.failed] = [track, track.key, position, undefined];
    this.duration = track.duration ?? 0;
    const url = await track.url();
    if (start !== this.#starts) return;
    if (url === undefined) {
      this.current = this.#track = undefined;
      return;
    }
    this.#audio.src = url;
    this.#audio.playbackRate = this.speed;
    if (position > 0) this.#audio.currentTime = position / 1000;
    await this.#audio.play().catch(() => this.#still());
  }

  #measured(): void {
    const { duration } = this.#audio;
    if (Number.isFinite(duration)) this.duration = Math.max(duration * 1000, 1);
    else if (!this.#track?.duration && this.#audio.currentTime === 0) this.#findEnd();
  }

  #findEnd(): void {
    const back = (): void => {
      this.#audio.currentTime = this.position / 1000;
    };
    this.#audio.addEventListener('seeked', back, { once: true });
    this.#audio.currentTime = FAR;
  }

  #moves(): void {
    this.playing = true;
    const look = (): void => {
      this.position = this.#audio.currentTime * 1000;
      if (this.playing) this.#frame = requestAnimationFrame(look);
    };
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(look);
  }

  #still(): void {
    this.playing = false;
    cancelAnimationFrame(this.#frame);
  }

  #ended(): void {
    const next = this.#track?.next?.();
    this.stop();
    if (next) void this.#begin(next, 0);
  }
}
