import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import { Failure } from './failure.mjs';
import { findProgram, runProgram, startProgram } from './processes.mjs';

/**
 * Services of what is installed here neither start nor are set to start with the machine: Kith runs its own. A
 * policy-rc.d that is already there is left alone.
 */
const SCRIPT = `set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' INT TERM HUP
  printf '#!/bin/sh\\nexit 101\\n' > "$policy"
  chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -q -y --no-install-recommends "$@"
if command -v systemctl > /dev/null; then
  for unit in $(dpkg -L "$@" | sed -n 's#.*/systemd/system/\\([^/@]*[.]service\\)$#\\1#p' | sort -u); do
    systemctl --no-reload disable "$unit" || echo "$unit still starts with the machine"
  done
fi`;

/**
 * Installs those Debian packages that are missing. Asks first when there is a terminal, unless `yes`.
 * @param {string[]} packages
 * @param {{ yes?: boolean }} [options]
 * @returns {Promise<string[]>} what was installed
 */
export async function ensure(packages, options = {}) {
  if (!findProgram('apt-get')) throw new Failure(`Please install ${packages.join(', ')}: this system has no apt.`);
  const states = await Promise.all(packages.map(isInstalled));
  const missing = packages.filter((_, index) => !states[index]);
  if (missing.length === 0) return [];
  const list = missing.join(' ');
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && !findProgram('sudo')) throw new Failure(`Please install as root: apt-get install ${list}`);
  const hasTerminal = Boolean(process.stdin.isTTY && process.stderr.isTTY);
  if (hasTerminal && !options.yes && !(await ask(`Install ${missing.join(', ')} with apt?`))) {
    throw new Failure(`Not without them. Install them yourself: apt-get install ${list}`);
  }
  process.stderr.write(`Installing ${missing.join(', ')} …\n`);
  const args = ['sh', '-c', SCRIPT, 'kith', ...missing];
  const problem = await (isRoot
    ? quietly(args)
    : hasTerminal
      ? atTerminal(['sudo', ...args])
      : quietly(['sudo', '-n', ...args]));
  if (problem) throw new Failure(`apt could not install ${list}: ${problem}`);
  return missing;
}

/** @param {string} name */
async function isInstalled(name) {
  const { code, stdout } = await runProgram('dpkg-query', ['-W', '-f', '${db:Status-Status}', name]);
  return code === 0 && stdout.startsWith('installed');
}

/** @param {string} question */
async function ask(question) {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await reader.question(`${question} [Y/n] `);
  reader.close();
  return /^(y(es)?)?$/i.test(answer.trim());
}

/**
 * Runs the installation out of sight; says what went wrong, if anything.
 * @param {string[]} command
 * @returns {Promise<string | undefined>}
 */
async function quietly([program = '', ...args]) {
  const child = startProgram('apt', program, args, { grace: 60_000 });
  const how = await child.ended;
  return how === 'ended with code 0' ? undefined : (child.output().trim().split('\n').at(-1) ?? how);
}

/**
 * Runs it at the terminal, where sudo asks for the password.
 * @param {string[]} command
 * @returns {Promise<string | undefined>}
 */
async function atTerminal([program = '', ...args]) {
  const child = spawn(program, args, { stdio: 'inherit' });
  const code = await new Promise((resolve) => child.once('close', resolve));
  return code === 0 ? undefined : `ended with code ${code}`;
}
