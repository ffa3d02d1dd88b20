import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Player, type Track } from './media-player.svelte';

/** As much of an audio element as the player uses. */
class Sound extends EventTarget {
  src = '';
  preload = '';
  currentTime = 0;
  playbackRate = 1;
  duration = NaN;
  play(): Promise<void> {
    this.dispatchEvent(new Event('play'));
    return Promise.resolve();
  }
  pause(): void {
    this.dispatchEvent(new Event('pause'));
  }
}

const track = (key: string, next?: Track): Track => ({
  key,
  duration: 5_000,
  url: () => Promise.resolve(`blob:${key}`),
  next: () => next
});
let sound: Sound;
let player: Player;

beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', () => 1);
  vi.stubGlobal('cancelAnimationFrame', () => undefined);
  sound = new Sound();
  player = new Player(sound as unknown as HTMLAudioElement);
});
afterEach(() => vi.unstubAllGlobals());

describe('the player', () => {
  it('plays one thing at a time', async () => {
    await player.toggle(track('a'));
    await player.toggle(track('b'));
    expect([player.current, sound.src, player.playing]).toEqual(['b', 'blob:b', true]);
    await player.toggle(track('b'));
    expect([player.current, player.playing]).toEqual(['b', false]);
  });

  it('goes on with what follows, and ends after the last', async () => {
    await player.toggle(track('a', track('b')));
    sound.dispatchEvent(new Event('ended'));
    await vi.waitFor(() => expect([player.current, player.playing]).toEqual(['b', true]));
    sound.dispatchEvent(new Event('ended'));
    expect([player.current, player.playing]).toEqual([undefined, false]);
  });

  it('begins where it was asked to, and keeps its speed for the next one', async () => {
    await player.seek(track('a'), 3_000);
    expect([player.position, sound.currentTime]).toEqual([3_000, 3]);
    player.faster();
    await player.toggle(track('b'));
    expect([player.speed, sound.playbackRate]).toEqual([1.5, 1.5]);
  });

  it('is silent when the bytes can’t be had, and when it was stopped while they came', async () => {
    await player.toggle({ ...track('a'), url: () => Promise.resolve(undefined) });
    expect([player.current, sound.src]).toEqual([undefined, '']);
    let arrive = (_url: string): void => undefined;
    const begun = player.toggle({ ...track('b'), url: () => new Promise((resolve) => (arrive = resolve)) });
    player.stop();
    arrive('blob:late');
    await begun;
    expect([player.current, sound.src, player.playing]).toEqual([undefined, '', false]);
  });
});
