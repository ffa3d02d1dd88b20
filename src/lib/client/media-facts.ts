import { shownAs } from '../base/shown-types';

/** What a page can find out about a file before it is sent; the engine has no video element. */
export interface MediaFacts {
  width?: number;
  height?: number;
  /** Milliseconds. */
  duration?: number;
  thumbhash?: string;
}

/** How long a browser may take to look into a file, milliseconds. */
const PATIENCE = 5_000;
/** A ThumbHash is made of at most this many pixels a side. */
const SMALL = 100;
/** Seconds from the beginning: the very first picture of many videos is black. */
const EARLY = 0.5;

/** The size, length and looks of a video or a recording; nothing where the browser can't tell. */
export async function factsOf(blob: Blob): Promise<MediaFacts> {
  const kind = shownAs(blob.type);
  if (kind !== 'video' && kind !== 'audio') return {};
  const element = document.createElement(kind);
  const url = URL.createObjectURL(blob);
  try {
    element.muted = true;
    element.preload = 'auto';
    element.src = url;
    await happens(element, 'loadedmetadata');
    const duration = Number.isFinite(element.duration) ? { duration: Math.round(element.duration * 1000) } : {};
    if (!(element instanceof HTMLVideoElement) || element.videoWidth === 0) return duration;
    const size = { width: element.videoWidth, height: element.videoHeight };
    return { ...size, ...duration, ...(await looksOf(element)) };
  } catch (thrown) {
    console.debug('kith: the browser tells nothing about a file', thrown);
    return {};
  } finally {
    element.removeAttribute('src');
    element.load();
    URL.revokeObjectURL(url);
  }
}

async function looksOf(video: HTMLVideoElement): Promise<MediaFacts> {
  try {
    const seen = happens(video, 'seeked');
    video.currentTime = Math.min(EARLY, (video.duration || 0) / 2);
    await seen;
    const scale = SMALL / Math.max(video.videoWidth, video.videoHeight);
    const [w, h] = [video.videoWidth, video.videoHeight].map((side) => Math.max(1, Math.round(side * scale)));
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [w ?? 1, h ?? 1];
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) return {};
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const { rgbaToThumbHash } = await import('thumbhash');
    return { thumbhash: btoa(String.fromCharCode(...rgbaToThumbHash(canvas.width, canvas.height, data))) };
  } catch (thrown) {
    console.debug('kith: a video that shows nothing', thrown);
    return {};
  }
}

function happens(element: HTMLMediaElement, event: 'loadedmetadata' | 'seeked'): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('too late')), PATIENCE);
    const end = (run: () => void) => (): void => {
      clearTimeout(late);
      run();
    };
    element.addEventListener(event, end(resolve), { once: true });
    element.addEventListener(
      'error',
      end(() => reject(new Error('not readable'))),
      { once: true }
    );
  });
}
