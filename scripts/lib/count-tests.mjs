// Counts tests from what the runners wrote down, not from what they printed.
import { readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number }} Count */

/**
 * Vitest's JSON report. Whatever did not pass has failed, and a file that could not be loaded is one failure.
 * @param {string} path
 * @returns {Count}
 */
export function countVitest(path) {
  const count = { passed: 0, failed: 0 };
  /** @type {{ testResults: { status: string, assertionResults: { status: string }[] }[] }} */
  const { testResults } = JSON.parse(readFileSync(path, 'utf8'));
  for (const { status, assertionResults } of testResults) {
    const passed = assertionResults.filter((test) => test.status === 'passed').length;
    const failed = assertionResults.length - passed;
    count.passed += passed;
    count.failed += failed === 0 && status !== 'passed' ? 1 : failed;
  }
  return count;
}

/**
 * Playwright's JSON report. Skipped and flaky tests did not pass.
 * @param {string} path
 * @returns {Count}
 */
export function countPlaywright(path) {
  /** @type {{ stats: { expected: number, unexpected: number, skipped: number, flaky: number }, errors: unknown[] }} */
  const { stats, errors } = JSON.parse(readFileSync(path, 'utf8'));
  return { passed: stats.expected, failed: stats.unexpected + stats.skipped + stats.flaky + errors.length };
}
