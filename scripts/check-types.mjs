// Compiles every environment with only the globals it has, so that `window` cannot appear where there is none.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const environments = ['pure', 'worker', 'service-worker', 'scripts', 'tests'];

let failed = false;
for (const environment of environments) {
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '--pretty', 'false', '--project', `tsconfig.${environment}.json`],
    { cwd: root, stdio: 'inherit' }
  );
  if (status === 0) continue;
  failed = true;
  console.error(`types: ${environment} (tsconfig.${environment}.json) does not compile`);
}
process.exitCode = failed ? 1 : 0;
