// RFC 5802, RFC 7677: Salted Challenge Response Authentication Mechanism
// XEP-0474: SASL SCRAM Downgrade Protection, 0.5.0, https://xmpp.org/extensions/xep-0474.html
import { AppError } from '../base/errors';
import { randomId } from '../base/id';
import { decodeBase64, encodeBase64, utf8, type Bytes } from './base64';
import type { Mechanism } from './mechanism';
import { preparePassword } from './prepare-password';

const HASHES = { 'SCRAM-SHA-1': 'SHA-1', 'SCRAM-SHA-256': 'SHA-256', 'SCRAM-SHA-512': 'SHA-512' } as const;
const BITS = { 'SHA-1': 160, 'SHA-256': 256, 'SHA-512': 512 } as const;
const MIN_ITERATIONS = 4_096;
const MAX_ITERATIONS = 1_000_000;
/** No channel binding: browsers show nothing of their TLS (RFC 5802 §7). */
const GS2 = 'n,,';

export type ScramName = keyof typeof HASHES;

/** What may be stored in place of the password (RFC 5802 §3): good for this server and salt only. Base64. */
export interface ScramKeys {
  mechanism: ScramName;
  salt: string;
  iterations: number;
  clientKey: string;
  serverKey: string;
}

/** What the server announced, as XEP-0474 §5.1 hashes it. */
export interface Announced {
  mechanisms: string[];
  /** XEP-0440; `undefined` when not announced. */
  channelBindings?: string[] | undefined;
}

/** Whether this is one of the SCRAM mechanisms that we speak. */
export function isScram(name: string): name is ScramName {
  return Object.hasOwn(HASHES, name);
}

const unsafe = (why: string): AppError => new AppError('login-unsafe', why);

async function hmac(hash: string, key: Bytes, data: Bytes): Promise<Bytes> {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, data));
}

/** Compares without telling by its duration where the first difference is. */
export function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

async function deriveKeys(
  mechanism: ScramName,
  password: string,
  salt: string,
  iterations: number
): Promise<ScramKeys> {
  const hash = HASHES[mechanism];
  const secret = await crypto.subtle.importKey('raw', utf8(preparePassword(password)), 'PBKDF2', false, ['deriveBits']);
  const how = { name: 'PBKDF2', hash, salt: decodeBase64(salt) ?? utf8(''), iterations };
  const salted = new Uint8Array(await crypto.subtle.deriveBits(how, secret, BITS[hash]));
  const clientKey = encodeBase64(await hmac(hash, salted, utf8('Client Key')));
  const serverKey = encodeBase64(await hmac(hash, salted, utf8('Server Key')));
  return { mechanism, salt, iterations, clientKey, serverKey };
}

function attributes(message: string): Map<string, string> {
  return new Map(message.split(',').map((part) => [part.slice(0, 1), part.slice(1, 2) === '=' ? part.slice(2) : '']));
}

/** One SCRAM exchange, with a password or with keys of an earlier one. */
export class Scram implements Mechanism {
  /** Known from the server's first message on; to be stored once the login worked. */
  keys: ScramKeys | undefined;
  readonly #first: string;
  readonly #nonce: string;
  #signature: Uint8Array | undefined;
  #proven = false;

  constructor(
    readonly name: ScramName,
    username: string,
    private readonly secret: string | ScramKeys,
    private readonly announced: Announced,
    nonce = randomId(32)
  ) {
    this.#nonce = nonce;
    const saslname = preparePassword(username).replaceAll('=', '=3D').replaceAll(',', '=2C');
    this.#first = `n=${saslname},r=${nonce}`;
  }

  async start(): Promise<Bytes> {
    return utf8(GS2 + this.#first);
  }

  async answer(data: Bytes): Promise<Bytes> {
    if (this.#signature) {
      await this.finish(data);
      return utf8('');
    }
    const challenge = new TextDecoder().decode(data);
    const { nonce, salt, iterations } = await this.#readServerFirst(challenge);
    const hash = HASHES[this.name];
    const keys = await this.#keysFor(salt, iterations);
    const withoutProof = `c=${encodeBase64(utf8(GS2))},r=${nonce}`;
    const message = utf8(`${this.#first},${challenge},${withoutProof}`);
    const clientKey = decodeBase64(keys.clientKey) ?? utf8('');
    const storedKey = new Uint8Array(await crypto.subtle.digest(hash, clientKey));
    const signature = await hmac(hash, storedKey, message);
    const proof = clientKey.map((byte, i) => byte ^ (signature[i] ?? 0));
    this.#signature = await hmac(hash, decodeBase64(keys.serverKey) ?? utf8(''), message);
    return utf8(`${withoutProof},p=${encodeBase64(proof)}`);
  }

  async finish(data: Bytes | undefined): Promise<void> {
    if (this.#proven && data === undefined) return;
    const verifier = decodeBase64(attributes(new TextDecoder().decode(data)).get('v') ?? '');
    if (!this.#signature || !verifier || !isEqual(verifier, this.#signature))
      throw unsafe('the server did not prove that it knows the password');
    this.#proven = true;
  }

  async #readServerFirst(challenge: string): Promise<{ nonce: string; salt: string; iterations: number }> {
    const fields = attributes(challenge);
    const nonce = fields.get('r') ?? '';
    const salt = fields.get('s') ?? '';
    const rounds = fields.get('i') ?? '';
    if (fields.has('m')) throw unsafe('unknown mandatory extension (RFC 5802 §5.1)');
    if (!nonce.startsWith(this.#nonce) || nonce === this.#nonce) throw unsafe('foreign nonce');
    if (salt === '' || !decodeBase64(salt)) throw unsafe('no salt');
    const iterations = /^[1-9]\d{0,9}$/.test(rounds) ? Number(rounds) : 0;
    if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) throw unsafe(`iterations ${rounds}`);
    const hash = fields.get('h');
    if (hash !== undefined && hash !== (await this.#announcedHash()))
      throw unsafe('the announced mechanisms were changed');
    return { nonce, salt, iterations };
  }

  async #announcedHash(): Promise<string> {
    const { mechanisms, channelBindings } = this.announced;
    const joined =
      [...mechanisms].sort().join('\x1e') + (channelBindings ? `\x1f${[...channelBindings].sort().join('\x1e')}` : '');
    return encodeBase64(new Uint8Array(await crypto.subtle.digest(HASHES[this.name], utf8(joined))));
  }

  async #keysFor(salt: string, iterations: number): Promise<ScramKeys> {
    if (typeof this.secret === 'string') this.keys = await deriveKeys(this.name, this.secret, salt, iterations);
    else if (this.secret.salt === salt && this.secret.iterations === iterations) this.keys = this.secret;
    else throw new AppError('wrong-password', 'the password was changed');
    return this.keys;
  }
}
