import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { certificateFor } from './certificate.mjs';
import { isFree } from './ports.mjs';
import { findProgram, startProgram, waitUntilReady } from './processes.mjs';

/**
 * @typedef {object} NginxOptions
 * @property {string} domain
 * @property {string} uploadHost the name that the server's file store answers to
 * @property {string} publicUrl the address that links and host-meta name, without a slash at the end
 * @property {string} data a folder for its configuration, logs and temporary files
 * @property {string} root the built app
 * @property {number} port plain http, loopback only
 * @property {number} tlsPort
 * @property {number} redirectPort answers only with the way to `publicUrl`
 * @property {number} backendPort where Prosody or ejabberd answers http
 */

const example = join(dirname(fileURLToPath(import.meta.url)), '../../nginx.example.conf');

/**
 * The path of nginx, if the system has it.
 * @returns {string | undefined}
 */
export function findNginx() {
  return findProgram('nginx');
}

/**
 * Starts nginx with `nginx.example.conf`: only names, ports, paths and the certificate are filled in.
 * @param {string} nginx
 * @param {NginxOptions} options
 */
export async function startNginx(nginx, options) {
  mkdirSync(options.data, { recursive: true });
  const site = join(options.data, 'kith.conf');
  const main = join(options.data, 'nginx.conf');
  const { certificate, key } = await certificateFor(options.data, options.domain);
  const hasIpv6 = await isFree(0, '::1');
  writeFileSync(site, fillIn(readFileSync(example, 'utf8'), { ...options, certificate, key, hasIpv6 }));
  writeFileSync(main, mainConfig(options.data, site));
  const child = startProgram('nginx', nginx, ['-p', options.data, '-c', main, '-e', 'stderr']);
  try {
    await waitUntilReady(child, () => answers(options.port));
  } catch (error) {
    await child.stop();
    throw error;
  }
  return child;
}

/** @param {number} port */
async function answers(port) {
  const response = await fetch(`http://127.0.0.1:${port}/.well-known/host-meta.json`).catch(() => undefined);
  return response?.ok ?? false;
}

/**
 * @param {string} text
 * @param {NginxOptions & { certificate: string, key: string, hasIpv6: boolean }} values
 */
function fillIn(text, values) {
  /** @param {number} port */
  const listen = (port) => `listen 127.0.0.1:${port};${values.hasIpv6 ? ` listen [::1]:${port};` : ''}`;
  /** @type {[string, string][]} */
  const changes = [
    ['server 127.0.0.1:5280;', `server 127.0.0.1:${values.backendPort};`],
    ['listen 80;', listen(values.redirectPort)],
    ['listen [::]:80;', ''],
    ['listen 443 ssl http2;', `${listen(values.port)} listen 127.0.0.1:${values.tlsPort} ssl http2;`],
    ['listen [::]:443 ssl http2;', ''],
    ['/etc/letsencrypt/live/kith.example/fullchain.pem', `"${values.certificate}"`],
    ['/etc/letsencrypt/live/kith.example/privkey.pem', `"${values.key}"`],
    ['/var/log/nginx/kith.log', `"${join(values.data, 'access.log')}"`],
    ['root /srv/kith/build;', `root "${values.root}";`],
    ['upload.kith.example', values.uploadHost],
    ['wss://kith.example/', `${values.publicUrl.replace(/^http/, 'ws')}/`],
    ['https://kith.example', values.publicUrl],
    ['kith.example', values.domain]
  ];
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`nginx.example.conf has no "${from}" any more`);
    text = text.replaceAll(from, to);
  }
  return text;
}

/**
 * What a Debian nginx has around the site's file, with everything inside our own folder.
 * @param {string} folder
 * @param {string} site
 */
function mainConfig(folder, site) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `  ${name}_temp_path "${join(folder, name)}";`)
    .join('\n');
  const types = ['/etc/nginx/mime.types', '/usr/share/nginx/mime.types'].find(existsSync);
  return `${process.getuid?.() === 0 ? 'user root;\n' : ''}daemon off;
pid "${join(folder, 'nginx.pid')}";
worker_processes 2;
error_log stderr warn;
events { worker_connections 1024; }
http {
${types ? `  include ${types};\n` : ''}  default_type application/octet-stream;
  sendfile on;
${temporary}
  include "${site}";
}
`;
}
