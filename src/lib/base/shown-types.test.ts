import { expect, it } from 'vitest';
import { shownAs } from './shown-types';

it.each([
  ['image/png', 'image'],
  ['image/jpeg', 'image'],
  ['IMAGE/WEBP', 'image'],
  ['audio/webm;codecs=opus', 'audio'],
  ['audio/midi', undefined],
  ['video/mp4', 'video'],
  ['video/3gpp', 'video'],
  ['image/svg+xml', undefined],
  ['image/svg+xml;image/png', undefined],
  ['text/html', undefined],
  ['application/xhtml+xml', undefined],
  ['application/pdf', undefined],
  ['application/octet-stream', undefined],
  ['', undefined]
])('%s is shown as: %s', (type, shown) => expect(shownAs(type)).toBe(shown));
