import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { findProgram, runProgram } from './processes.mjs';

/**
 * A self-signed certificate for a name, its subdomains and loopback; made once per folder.
 * @param {string} folder
 * @param {string} domain
 * @returns {Promise<{ certificate: string, key: string }>}
 */
export async function certificateFor(folder, domain) {
  const certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  if (existsSync(certificate) && existsSync(key)) return { certificate, key };
  const openssl = findProgram('openssl');
  if (!openssl) throw new Failure('openssl is missing: install the package openssl.');
  const names = `subjectAltName=DNS:${domain},DNS:*.${domain},DNS:localhost,IP:127.0.0.1`;
  const { code, stderr } = await runProgram(openssl, [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '3650'],
    ...['-subj', `/CN=${domain}`, '-addext', names, '-keyout', key, '-out', certificate]
  ]);
  if (code !== 0) throw new Error(`openssl: ${stderr}`);
  return { certificate, key };
}
