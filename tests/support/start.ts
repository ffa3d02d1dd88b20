import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url));

export interface Started {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** The exit code, once it has ended. */
  ended: Promise<number | null>;
  /** Resolves when both invitations are printed; rejects when it ends before. */
  ready: Promise<void>;
}

/** A new empty folder for data. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'kith-start-'));
}

/** Runs what `npm start` runs. */
export function runStart(...args: string[]): Started {
  const child = spawn(process.execPath, [script, '--yes', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk);
      if (stdout.includes('(a friend)')) resolve();
    });
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    void ended.then(() => reject(new Error(`it ended: ${stderr}`)));
  });
  // A run that is meant to fail is watched by `ended` alone.
  ready.catch(() => undefined);
  return { child, stdout: () => stdout, stderr: () => stderr, ended, ready };
}

/** The tokens of the host's and the friend's link. */
export function tokensIn(output: string): { host: string; friend: string } {
  const [host = '', friend = ''] = [...output.matchAll(/#t=([\w-]+)/g)].map(([, token = '']) => token);
  return { host, friend };
}
