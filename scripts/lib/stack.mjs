import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startNginx } from './nginx.mjs';
import { freePorts } from './ports.mjs';

/**
 * @typedef {import('./processes.mjs').Child} Child
 *
 * @typedef {object} Backend an XMPP server that runs
 * @property {Child} child
 * @property {(user: string, password: string) => Promise<unknown>} createAccount
 * @property {(who?: { admin?: boolean, from?: string }) => Promise<{ token: string, link: string }>} invite
 * @property {(user: string, domain?: string) => Promise<string[]>} archiveOf
 *
 * @typedef {object} BackendOptions
 * @property {string} domain
 * @property {string} publicUrl
 * @property {string} data
 * @property {number} httpPort
 * @property {number} c2sPort
 *
 * @typedef {object} StackOptions
 * @property {(options: BackendOptions) => Promise<Backend>} startBackend
 * @property {string} nginx the program
 * @property {string} [uploadHost] the name that the server's file store answers to
 * @property {string} data the folder that keeps everything
 * @property {string} root the built app
 * @property {string} [domain]
 * @property {number} [port] of the web address; a free one if not given
 * @property {boolean} [secure] whether links and host-meta name the https address
 */

/**
 * Starts an XMPP server and nginx in front of it: what `npm start` runs and what the tests run.
 * @param {StackOptions} options
 */
export async function startStack(options) {
  const { data, domain = 'localhost' } = options;
  mkdirSync(data, { recursive: true });
  const [free, tlsPort, redirectPort, httpPort, c2sPort] = /** @type {[number, number, number, number, number]} */ (
    await freePorts(5)
  );
  const port = options.port ?? free;
  const baseUrl = `http://localhost:${port}`;
  const tlsUrl = `https://localhost:${tlsPort}`;
  const publicUrl = options.secure ? tlsUrl : baseUrl;
  const settings = { domain, publicUrl, data: join(data, 'server'), httpPort, c2sPort };
  let backend = await options.startBackend(settings);
  const nginx = await startNginx(options.nginx, {
    ...{
      domain,
      publicUrl,
      data: join(data, 'nginx'),
      root: options.root,
      uploadHost: options.uploadHost ?? `upload.${domain}`
    },
    ...{ port, tlsPort, redirectPort, backendPort: httpPort }
  }).catch(async (error) => {
    await backend.child.stop();
    throw error;
  });
  return {
    ...{ domain, baseUrl, tlsUrl, publicUrl, c2sPort, redirectPort, nginx },
    backend: () => backend,
    /** Starts the XMPP server again, after ending it in order if it still runs. */
    async restart() {
      await backend.child.stop();
      backend = await options.startBackend(settings);
    },
    async stop() {
      await Promise.all([backend.child.stop(), nginx.stop()]);
    }
  };
}
