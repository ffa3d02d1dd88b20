import { SvelteMap } from 'svelte/reactivity';
import { peaksOf } from '../../client/media-peaks';

/** Larger recordings are shown without: to decode them would take too much memory. */
const LARGEST = 2_000_000;
const KEPT = 200;
/** Enough for loudness, and small in memory. */
const RATE = 8_000;

/** How received recordings sound, worked out from their bytes: no sender can say it on the wire. */
class Waveforms {
  readonly #known = new SvelteMap<string, number[]>();
  readonly #begun = new Set<string>();

  of(key: string): number[] | undefined {
    return this.#known.get(key);
  }

  async draw(key: string, read: () => Promise<Blob | undefined>): Promise<void> {
    if (this.#begun.has(key)) return;
    this.#begun.add(key);
    const blob = await read();
    if (!blob || blob.size > LARGEST) return;
    try {
      const context = new OfflineAudioContext(1, 1, RATE);
      const decoded = await context.decodeAudioData(await blob.arrayBuffer());
      this.#known.set(key, peaksOf(decoded.getChannelData(0)));
    } catch (thrown) {
      console.debug('kith: a recording without a waveform', thrown);
    }
    const [oldest] = this.#known.keys();
    if (oldest !== undefined && this.#known.size > KEPT) this.#known.delete(oldest);
  }
}

export const waveforms = new Waveforms();
