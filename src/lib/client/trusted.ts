interface ScriptPolicy {
  createScriptURL(url: string): unknown;
}
interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptPolicy;
}

/** Only scripts of this very origin ever become workers. */
function sameOrigin(url: string): string {
  const { href, origin } = new URL(url, location.href);
  if (origin !== location.origin) throw new TypeError(`not a script of this origin: ${origin}`);
  return href;
}

let policy: ScriptPolicy | undefined;

/** A script's address as `Worker` and `serviceWorker.register` take it under Trusted Types (policy `kith`). */
export function trustedScript(url: string): string {
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  policy ??= factory?.createPolicy('kith', { createScriptURL: sameOrigin }) ?? { createScriptURL: sameOrigin };
  return policy.createScriptURL(url) as string;
}
