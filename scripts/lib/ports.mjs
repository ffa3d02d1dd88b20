import { createServer } from 'node:net';

/**
 * Whether this port can be listened on.
 * @param {number} port
 * @param {string} host
 * @returns {Promise<boolean>}
 */
export async function isFree(port, host) {
  return (await listenError(port, host)) === undefined;
}

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<string | undefined>} the system's code for what stands against it
 */
function listenError(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(/** @type {NodeJS.ErrnoException} */ (error).code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

/**
 * So many different ports that nobody listens on, on loopback.
 * @param {number} count
 * @returns {Promise<number[]>}
 */
export async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, listen));
  const ports = servers.map((server) => /** @type {import('node:net').AddressInfo} */ (server.address()).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** @returns {Promise<import('node:net').Server>} */
function listen() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

/**
 * Why this port cannot be the web address on loopback, in a sentence; `undefined` when it can.
 * @param {number} port
 * @returns {Promise<string | undefined>}
 */
export async function portProblem(port) {
  for (const host of ['127.0.0.1', '::1']) {
    const code = await listenError(port, host);
    if (code === 'EADDRINUSE') return `Port ${port} is taken by another program: give another one with --port.`;
    if (code === 'EACCES') return `Port ${port} is not allowed for this user: give one above 1023 with --port.`;
    if (code && host === '127.0.0.1') return `Port ${port} cannot be used: ${code}.`;
  }
  return undefined;
}
