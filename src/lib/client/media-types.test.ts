import { expect, it } from 'vitest';
import { isShown } from './media-types';

it.each([
  ['image/png', true],
  ['image/jpeg', true],
  ['IMAGE/WEBP', true],
  ['audio/webm;codecs=opus', true],
  ['video/mp4', true],
  ['image/svg+xml', false],
  ['image/svg+xml;image/png', false],
  ['text/html', false],
  ['application/xhtml+xml', false],
  ['application/pdf', false],
  ['application/octet-stream', false],
  ['', false]
])('%s is shown: %s', (type, shown) => expect(isShown(type)).toBe(shown));
