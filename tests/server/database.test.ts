import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startServers } from '../support/servers';

it('has the server write ahead in its database', async () => {
  const servers = await startServers();
  try {
    // The versions of the file format for writing and reading: 2 is the write-ahead log (SQLite file format §1.3.3).
    const header = await readFile(join(servers.data, 'server/prosody.sqlite'));
    expect([...header.subarray(18, 20)]).toEqual([2, 2]);
  } finally {
    await servers.stop();
  }
});
