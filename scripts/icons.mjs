// Draws Kith's icons into static/: a house that is a speech bubble, with a warm light in its window.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const STATIC = fileURLToPath(new URL('../static/', import.meta.url));

// The tokens accent, ground and amber of the light theme, in sRGB.
const PINE = '#0d6a58';
const DEEP = '#08584a';
const PAPER = '#f9f5f0';
const AMBER = '#eda839';

const HOUSE = 'M256 156 L366 249 V354 H222 L146 414 V249 Z';
const WINDOW = 'M214 326 V288 A42 42 0 0 1 298 288 V326 Z';

/** @param {string} body */
const svg = (body) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">${body}</svg>\n`;

/** @param {string} body @param {number} scale */
const scaled = (body, scale) => `<g transform="translate(256 256) scale(${scale}) translate(-256 -274)">${body}</g>`;

const shape = `<path d="${HOUSE}" fill="${PAPER}" stroke="${PAPER}" stroke-width="64" stroke-linejoin="round"/><path d="${WINDOW}" fill="${AMBER}" stroke="${AMBER}" stroke-width="16" stroke-linejoin="round"/>`;
const ground = `<linearGradient id="g" x1="0" y1="0" x2="0" y2="1"><stop stop-color="${PINE}"/><stop offset="1" stop-color="${DEEP}"/></linearGradient>`;

const rounded = svg(`${ground}<rect width="512" height="512" rx="116" fill="url(#g)"/>${scaled(shape, 1.08)}`);
const full = svg(`${ground}<rect width="512" height="512" fill="url(#g)"/>${scaled(shape, 0.94)}`);
const alone = svg(
  `<mask id="m"><path d="${HOUSE}" fill="#fff" stroke="#fff" stroke-width="64" stroke-linejoin="round"/><path d="${WINDOW}" stroke="#000" stroke-width="16" stroke-linejoin="round"/></mask><g transform="translate(256 256) scale(1.36) translate(-256 -285)"><rect width="512" height="512" mask="url(#m)"/></g>`
);
const pencil = svg(
  `${ground}<rect width="512" height="512" rx="256" fill="url(#g)"/><path d="M156 356 L168 300 L312 156 A31 31 0 0 1 356 200 L212 344 Z M284 184 L328 228" fill="none" stroke="${PAPER}" stroke-width="32" stroke-linecap="round" stroke-linejoin="round"/>`
);

/** @type {[file: string, drawing: string, size: number][]} */
const pictures = [
  ['icons/kith-192.png', rounded, 192],
  ['icons/kith-512.png', rounded, 512],
  ['icons/kith-maskable-192.png', full, 192],
  ['icons/kith-maskable-512.png', full, 512],
  ['icons/kith-monochrome-512.png', alone, 512],
  ['icons/badge-96.png', alone.replace('<rect ', '<rect fill="#fff" '), 96],
  ['icons/new-chat-96.png', pencil, 96],
  ['apple-touch-icon.png', full, 180]
];

mkdirSync(`${STATIC}icons`, { recursive: true });
writeFileSync(`${STATIC}favicon.svg`, rounded);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const page = await browser.newPage();
  for (const [file, drawing, size] of pictures) {
    await page.setViewportSize({ width: size, height: size });
    const source = `data:image/svg+xml;base64,${Buffer.from(drawing).toString('base64')}`;
    await page.setContent(`<style>*{margin:0}img{display:block;width:100vw}</style><img src="${source}">`);
    await page.evaluate('document.images[0].decode()');
    await page.screenshot({ path: STATIC + file, omitBackground: true });
  }
} finally {
  await browser.close();
}
