import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensure } from './apt.mjs';
import { Failure } from './failure.mjs';
import { findNginx } from './nginx.mjs';
import { findProgram, runProgram } from './processes.mjs';
import { findProsody, interpreterOf } from './prosody.mjs';

/**
 * Prosody with what the template needs, nginx and openssl; what is missing is installed.
 * @param {{ yes?: boolean }} options
 */
export async function ensurePrograms(options) {
  const missing = await missingPackages();
  if (missing.length > 0) {
    if (!findProgram('apt-get')) {
      throw new Failure(`Please install ${missing.join(', ')} (Prosody 0.12 or newer); this system has no apt.`);
    }
    await ensure(missing, options);
    const still = await missingPackages();
    if (still.length > 0) throw new Failure(`These are installed but do not work: ${still.join(', ')}.`);
  }
  const prosody = findProsody();
  const nginx = findNginx();
  if (!prosody || !nginx) throw new Failure('Prosody and nginx are needed and were not found.');
  if (/^0\.([0-9]|1[01])\./.test(prosody.version)) {
    throw new Failure(`Kith needs Prosody 0.12 or newer; this system has ${prosody.version}.`);
  }
  return { prosody, nginx };
}

/** @returns {Promise<string[]>} */
async function missingPackages() {
  const prosody = findProsody();
  const packages = [];
  if (!prosody) packages.push('prosody', 'prosody-modules', 'lua-dbi-sqlite3');
  else {
    if (!existsSync(join(prosody.source, 'modules/mod_invites_page'))) packages.push('prosody-modules');
    const check = 'assert(require("DBI").Connect("SQLite3", ":memory:"))';
    const { code } = await runProgram(interpreterOf(prosody), ['-e', check]);
    if (code !== 0) packages.push('lua-dbi-sqlite3');
  }
  if (!findNginx()) packages.push('nginx');
  if (!findProgram('openssl')) packages.push('openssl');
  return packages;
}
