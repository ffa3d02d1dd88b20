import { AppError } from '../base/errors';
import { peaksOf } from './media-peaks';

/** AAC plays everywhere; what a browser can't record is tried in this order. */
const TYPES = ['audio/mp4;codecs=mp4a.40.2', 'audio/mp4', 'audio/webm;codecs=opus', 'audio/ogg;codecs=opus'];
const BITS = 32_000;
/** Milliseconds between two looks at the level. */
const LOOK = 50;
/** In one piece an MP4 could not be listened to before its end, milliseconds. */
const SLICE = 500;
/** What is shown of the levels while it records. */
const SHOWN = 32;

/** What was recorded. */
export interface Recording {
  blob: Blob;
  /** Milliseconds. */
  duration: number;
  waveform: number[];
}

/** One voice message while it is recorded: the microphone is on from `start` until it is finished or cancelled. */
export class Recorder {
  state = $state<'starting' | 'recording' | 'paused' | 'ended'>('starting');
  /** Milliseconds. */
  elapsed = $state(0);
  /** The newest levels, 0 to 1. */
  levels = $state.raw<number[]>([]);

  readonly #all: number[] = [];
  readonly #chunks: Blob[] = [];
  #stream: MediaStream | undefined;
  #media: MediaRecorder | undefined;
  #context: AudioContext | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #before = 0;
  #since = 0;

  /** Asks for the microphone and records. Fails with `microphone-refused`, `microphone-missing`. */
  async start(): Promise<void> {
    const stream = await openMicrophone();
    if (this.state === 'ended') return stopAll(stream);
    this.#stream = stream;
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    this.#media = new MediaRecorder(stream, { ...(mimeType && { mimeType }), audioBitsPerSecond: BITS });
    this.#media.addEventListener('dataavailable', ({ data }) => data.size > 0 && this.#chunks.push(data));
    this.#listen(stream);
    this.#media.start(SLICE);
    this.#run();
  }

  pause(): void {
    if (this.state !== 'recording') return;
    this.#media?.pause();
    this.#rest();
    this.state = 'paused';
  }

  resume(): void {
    if (this.state !== 'paused') return;
    this.#media?.resume();
    this.#run();
  }

  /** What was recorded until now, to be listened to. */
  async soFar(): Promise<Recording> {
    const media = this.#media;
    if (media && media.state !== 'inactive') await once(media, 'dataavailable', () => media.requestData());
    return this.#recording();
  }

  /** Ends it and gives what was recorded. */
  async finish(): Promise<Recording> {
    this.#rest();
    const media = this.#media;
    if (media && media.state !== 'inactive') await once(media, 'stop', () => media.stop());
    this.#release();
    return this.#recording();
  }

  /** Ends it, and nothing is kept. */
  cancel(): void {
    this.#rest();
    if (this.#media && this.#media.state !== 'inactive') this.#media.stop();
    this.#release();
  }

  #recording(): Recording {
    const type = this.#chunks[0]?.type ?? '';
    const blob = new Blob(this.#chunks, { type: type.split(';', 1)[0] ?? '' });
    return { blob, duration: Math.round(this.elapsed), waveform: peaksOf(this.#all) };
  }

  #listen(stream: MediaStream): void {
    this.#context = new AudioContext();
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = 1024;
    this.#context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#timer = setInterval(() => {
      if (this.state !== 'recording') return;
      this.elapsed = this.#before + performance.now() - this.#since;
      analyser.getFloatTimeDomainData(samples);
      const level = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
      this.#all.push(level);
      this.levels = this.#all.slice(-SHOWN).map((one) => Math.min(1, one * 4));
    }, LOOK);
  }

  #run(): void {
    this.#since = performance.now();
    this.state = 'recording';
  }

  #rest(): void {
    if (this.state !== 'recording') return;
    this.#before += performance.now() - this.#since;
    this.elapsed = this.#before;
  }

  #release(): void {
    this.state = 'ended';
    clearInterval(this.#timer);
    if (this.#stream) stopAll(this.#stream);
    void this.#context?.close();
    this.#context = undefined;
  }
}

function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function once(media: MediaRecorder, event: 'stop' | 'dataavailable', begin: () => void): Promise<void> {
  return new Promise((resolve) => {
    media.addEventListener(event, () => resolve(), { once: true });
    begin();
  });
}

async function openMicrophone(): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true }
    });
  } catch (thrown) {
    const name = thrown instanceof DOMException ? thrown.name : '';
    const refused = name === 'NotAllowedError' || name === 'SecurityError';
    throw new AppError(refused ? 'microphone-refused' : 'microphone-missing', String(thrown), { cause: thrown });
  }
}
