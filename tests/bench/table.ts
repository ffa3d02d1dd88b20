import { cpus, loadavg } from 'node:os';
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { FIGURE, type Figure } from './figures';

const HEAD: Figure = { what: '', kith: 'Kith', bare: 'bare page', goal: 'goal' };

/** Prints the figures of all benches as one table. */
export default class Table implements Reporter {
  /** The lines of each bench, by its number. */
  readonly #lines = new Map<string, Figure[]>();

  onTestBegin({ title }: TestCase): void {
    process.stderr.write(`${title} …\n`);
  }

  onTestEnd({ title }: TestCase, { annotations, errors }: TestResult): void {
    const figures = annotations.flatMap(({ type, description }) =>
      type === FIGURE && description ? [JSON.parse(description) as Figure] : []
    );
    this.#lines.set(/@\d/.exec(title)?.[0] ?? title, figures);
    for (const { message, stack } of errors) process.stderr.write(`${title} broke:\n${stack ?? message}\n`);
  }

  onError({ message, stack }: { message?: string; stack?: string }): void {
    process.stderr.write(`${stack ?? message}\n`);
  }

  onStdErr(chunk: string | Buffer): void {
    process.stderr.write(chunk);
  }

  onEnd(): void {
    const lines = [...this.#lines].sort(([a], [b]) => a.localeCompare(b)).flatMap(([, figures]) => figures);
    const cells = [HEAD, ...lines].map(({ what, kith, bare = '', goal = '' }) => [what, kith, bare, goal]);
    const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
    const load = loadavg()
      .map((value) => value.toFixed(1))
      .join(' ');
    console.log(`${cpus().length} processors, load ${load}\n`);
    for (const row of cells)
      console.log(
        row
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join('   ')
          .trimEnd()
      );
  }

  printsToStdio(): boolean {
    return true;
  }
}
