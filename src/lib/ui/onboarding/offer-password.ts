interface PasswordCredentialConstructor {
  new (data: { id: string; password: string; name?: string }): Credential;
}

/** Offers the login to the browser's password manager where it can be asked; others watch the form by themselves. */
export function offerPassword(address: string, password: string, name: string): void {
  const { PasswordCredential } = globalThis as { PasswordCredential?: PasswordCredentialConstructor };
  if (!PasswordCredential) return;
  const credential = new PasswordCredential({ id: address, password, name });
  // A manager that is turned off, or a person who declines, is no failure.
  navigator.credentials.store(credential).catch(() => undefined);
}
