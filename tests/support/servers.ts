import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findEjabberd, startEjabberd } from '../../scripts/lib/ejabberd.mjs';
import { findNginx } from '../../scripts/lib/nginx.mjs';
import { findProsody, startProsody } from '../../scripts/lib/prosody.mjs';
import { unpackedProsody13 } from '../../scripts/lib/prosody13.mjs';
import { startStack, type BackendOptions } from '../../scripts/lib/stack.mjs';

/** The servers that what must work everywhere is tried at. */
export const KINDS = ['0.12', '13', 'ejabberd'] as const;

export type ServerKind = (typeof KINDS)[number];

export interface ServerOptions {
  /** Which XMPP server; Prosody of the system if not given. */
  kind?: ServerKind;
  domain?: string;
  /** Whether links and host-meta name the https address (self-signed) instead of the plain one. */
  secure?: boolean;
  /** The built app that nginx serves; `build/` if not given. */
  root?: string;
}

const build = fileURLToPath(new URL('../../build', import.meta.url));

/** Starts a real XMPP server behind a real nginx in a folder of its own, on free ports. */
export async function startServers(options: ServerOptions = {}) {
  const nginx = findNginx();
  if (!nginx) throw new Error('nginx is not installed');
  const data = await mkdtemp(join(tmpdir(), 'kith-'));
  const stack = await startStack({
    nginx,
    data,
    root: options.root ?? build,
    ...(await backendOf(options)),
    ...(options.domain ? { domain: options.domain } : {}),
    ...(options.secure ? { secure: true } : {})
  });
  const { domain, baseUrl, tlsUrl, publicUrl, c2sPort, redirectPort } = stack;
  return {
    ...{ domain, baseUrl, tlsUrl, publicUrl, c2sPort, redirectPort },
    wsUrl: `${publicUrl.replace(/^http/, 'ws')}/xmpp-websocket`,
    boshUrl: `${publicUrl}/http-bind`,
    hostMetaUrl: `${publicUrl}/.well-known/host-meta.json`,
    /** The folder of everything that it keeps. */
    data,
    createAccount: async (user: string, password: string): Promise<void> => {
      await stack.backend().createAccount(user, password);
    },
    invite: (who?: { admin?: boolean; from?: string }) => stack.backend().invite(who),
    /** The XML of each message in a user's archive, oldest first. */
    archiveOf: (user: string) => stack.backend().archiveOf(user),
    /** Ends the XMPP server in order and starts it again; nginx stays. */
    restart: () => stack.restart(),
    /** Ends the XMPP server as a crash would; `restart()` brings it back with its data. */
    kill: () => stack.backend().child.kill(),
    logs: () => `${stack.backend().child.output()}\n${stack.nginx.output()}`,
    async stop(): Promise<void> {
      await stack.stop();
      await rm(data, { recursive: true, force: true });
    }
  };
}

async function backendOf({ kind = '0.12', domain = 'localhost' }: ServerOptions) {
  if (kind === 'ejabberd') {
    const ejabberdctl = findEjabberd();
    if (!ejabberdctl) throw new Error('ejabberd is not installed');
    return { startBackend: (settings: BackendOptions) => startEjabberd(ejabberdctl, settings), uploadHost: domain };
  }
  const prosody = kind === '13' ? await unpackedProsody13() : findProsody();
  if (!prosody) throw new Error('Prosody is not installed');
  return { startBackend: (settings: BackendOptions) => startProsody(prosody, settings) };
}

export type Servers = Awaited<ReturnType<typeof startServers>>;
