import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { runProgram } from '../../scripts/lib/processes.mjs';

/** A program in a terminal of its own (tmux), with an empty home: what a person would see and type. */
export class Terminal {
  private constructor(private readonly folder: string) {}

  /** Starts a command line. */
  static async start(command: string): Promise<Terminal> {
    const terminal = new Terminal(await mkdtemp(join(tmpdir(), 'kith-terminal-')));
    const home = join(terminal.folder, 'home');
    const env = [
      'env',
      '-u',
      'XDG_CONFIG_HOME',
      '-u',
      'XDG_DATA_HOME',
      `HOME=${home}`,
      'LC_ALL=C.UTF-8',
      'TERM=screen'
    ];
    const shell = `mkdir -p ${home} && exec ${env.join(' ')} ${command}`;
    await terminal.#tmux('-f', '/dev/null', 'new-session', '-d', '-x', '180', '-y', '60', shell);
    return terminal;
  }

  /** Types a line. */
  async type(line: string): Promise<void> {
    await this.#tmux('send-keys', '-l', '--', line);
    await this.#tmux('send-keys', 'Enter');
  }

  /** What stands on the screen. */
  screen(): Promise<string> {
    return this.#tmux('capture-pane', '-p', '-J');
  }

  /** Waits until the screen shows it. */
  async shows(what: string | RegExp): Promise<void> {
    await vi.waitFor(async () => expect(await this.screen()).toMatch(what), { timeout: 10_000, interval: 50 });
  }

  /** Ends the program and forgets its home. */
  async stop(): Promise<void> {
    await this.#tmux('kill-server');
    await rm(this.folder, { recursive: true, force: true });
  }

  async #tmux(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await runProgram('tmux', ['-S', join(this.folder, 'socket'), ...args]);
    if (code !== 0) throw new Error(`tmux ${args[0] ?? ''}: ${stderr}`);
    return stdout;
  }
}
