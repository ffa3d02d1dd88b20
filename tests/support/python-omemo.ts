import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Bundle, Version } from '../../omemo';
import { el, parseFrame } from '../../src/lib/xmpp/xml';
import { buildBundle, parseBundle } from '../../src/lib/xmpp/xep/0384-devices';
import { buildEncrypted, parseEncrypted } from '../../src/lib/xmpp/xep/0384-omemo';
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
    const bundle = parseBundle(parseFrame(String(xml)), this.version);
    if (!bundle) throw new Error(`no bundle: ${String(xml)}`);
    return bundle;
  }

  async start(bundle: Bundle): Promise<void> {
    await this.ask({ do: 'start', xml: buildBundle(bundle).toString() });
  }

  /** Without a text it is an empty message. */
  async send(text?: string): Promise<Sealed> {
    const { xml } = await this.ask({ do: 'send', text: text ?? null });
    const { keys: [key] = [], payload, iv } = parseEncrypted(el('message', {}, parseFrame(String(xml)))) ?? {};
    if (!key) throw new Error(`no message: ${String(xml)}`);
    return { wire: key.data, isPreKey: key.isPreKey, ...(payload && { payload }), ...(iv && { iv }) };
  }

  /** The text, null for an empty message, or an exception's name. */
  async receive({ wire, isPreKey, payload, iv }: Sealed): Promise<{ text?: string | null; error?: string }> {
    const keys = [{ rid: 1, jid: 'me@example', isPreKey, data: wire }];
    const message = { version: this.version, sid: 4223, keys, ...(payload && { payload }), ...(iv && { iv }) };
    return this.ask({ do: 'receive', xml: buildEncrypted(message).toString() });
  }
}
