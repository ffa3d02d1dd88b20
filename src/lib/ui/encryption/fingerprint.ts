/** A key's digits in groups of eight, as they are read out. */
export function groupsOf(fingerprint: string): string[] {
  return fingerprint.match(/.{1,8}/g) ?? [];
}

/** What a code holds that tells somebody's address and the key of one of their devices, as other clients read it. */
export function codeOf(address: string, device: number, fingerprint: string): string {
  return `xmpp:${address}?omemo-sid-${device}=${fingerprint}`;
}
