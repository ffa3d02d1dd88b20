import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { parse, type Element } from 'ltx';
import type { Bundle, PublicPreKey, Version } from '../../omemo';
import type { Sealed } from './omemo-device';

const SCRIPT = fileURLToPath(new URL('../peers/omemo-python.py', import.meta.url));

type Answer = Record<string, unknown>;

/** One process with python-oldmemo and python-twomemo in it; Debian's packages are known to its own Python only. */
export class PythonOmemo {
  readonly #process: ChildProcessWithoutNullStreams = spawn('/usr/bin/python3', [SCRIPT]);
  readonly #waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void }[] = [];
  readonly #lines: Interface = createInterface(this.#process.stdout);
  #devices = 0;
  #said = '';
  #isOver = false;

  constructor() {
    this.#lines.on('line', (line) => this.#waiting.shift()?.resolve(JSON.parse(line) as Answer));
    this.#process.stderr.on('data', (data: Buffer) => (this.#said += data.toString()));
    this.#process.on('exit', () => {
      this.#isOver = true;
      for (const { reject } of this.#waiting.splice(0)) reject(new Error(`the Python peer ended: ${this.#said}`));
    });
  }

  async device(version: Version): Promise<PythonDevice> {
    const device = String(++this.#devices);
    await this.ask({ device, do: 'create', version });
    return new PythonDevice(version, (told) => this.ask({ device, ...told }));
  }

  async ask(told: Answer): Promise<Answer> {
    if (this.#isOver) throw new Error(`the Python peer ended: ${this.#said}`);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#process.stdin.write(`${JSON.stringify(told)}\n`);
    });
  }

  stop(): void {
    this.#process.stdin.end();
  }
}

/** A device over there. */
export class PythonDevice {
  constructor(
    readonly version: Version,
    readonly ask: (told: Answer) => Promise<Answer>
  ) {}

  async bundle(): Promise<Bundle> {
    const { xml } = await this.ask({ do: 'bundle' });
    return readBundle(this.version, parse(String(xml)));
  }

  async start(bundle: Bundle): Promise<void> {
    await this.ask({ do: 'start', xml: writeBundle(bundle) });
  }

  /** Without a text it is an empty message. */
  async send(text?: string): Promise<Sealed> {
    const { wire, isPreKey, payload, iv } = await this.ask({ do: 'send', text: text ?? null });
    return {
      wire: hexToBytes(String(wire)),
      isPreKey: isPreKey === true,
      ...(typeof payload === 'string' ? { payload: hexToBytes(payload) } : {}),
      ...(typeof iv === 'string' ? { iv: hexToBytes(iv) } : {})
    };
  }

  /** The text, null for an empty message, or an exception's name. */
  async receive({ wire, isPreKey, payload, iv }: Sealed): Promise<{ text?: string | null; error?: string }> {
    return this.ask({
      do: 'receive',
      wire: bytesToHex(wire),
      isPreKey,
      ...(payload ? { payload: bytesToHex(payload) } : {}),
      ...(iv ? { iv: bytesToHex(iv) } : {})
    });
  }
}

const NAMES = {
  legacy: {
    xmlns: 'eu.siacs.conversations.axolotl',
    identity: 'identityKey',
    signedPreKey: 'signedPreKeyPublic',
    signedPreKeyId: 'signedPreKeyId',
    signature: 'signedPreKeySignature',
    preKeys: 'prekeys',
    preKey: 'preKeyPublic',
    preKeyId: 'preKeyId'
  },
  'omemo:2': {
    xmlns: 'urn:xmpp:omemo:2',
    identity: 'ik',
    signedPreKey: 'spk',
    signedPreKeyId: 'id',
    signature: 'spks',
    preKeys: 'prekeys',
    preKey: 'pk',
    preKeyId: 'id'
  }
} as const;

const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function readBundle(version: Version, xml: Element): Bundle {
  const names = NAMES[version];
  const child = (name: string): Element => xml.getChild(name)!;
  const key = (element: Element, id: string): PublicPreKey => ({
    id: Number(element.attrs[id]),
    key: fromBase64(element.getText())
  });
  return {
    version,
    identity: fromBase64(child(names.identity).getText()),
    signedPreKey: key(child(names.signedPreKey), names.signedPreKeyId),
    signature: fromBase64(child(names.signature).getText()),
    preKeys: child(names.preKeys)
      .getChildren(names.preKey)
      .map((element) => key(element, names.preKeyId))
  };
}

function writeBundle({ version, identity, signedPreKey, signature, preKeys }: Bundle): string {
  const names = NAMES[version];
  const element = (name: string, bytes: Uint8Array, attributes = ''): string =>
    `<${name}${attributes}>${toBase64(bytes)}</${name}>`;
  return [
    `<bundle xmlns="${names.xmlns}">`,
    element(names.signedPreKey, signedPreKey.key, ` ${names.signedPreKeyId}="${signedPreKey.id}"`),
    element(names.signature, signature),
    element(names.identity, identity),
    `<${names.preKeys}>`,
    ...preKeys.map(({ id, key }) => element(names.preKey, key, ` ${names.preKeyId}="${id}"`)),
    `</${names.preKeys}></bundle>`
  ].join('');
}
