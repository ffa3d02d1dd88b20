import { localOf } from '../base/jid';
import type { AccountRow } from '../store/account';
import type { AccountView } from './api';

/** The person behind an account. */
export function accountView({ account, name }: AccountRow): AccountView {
  return { address: account, name: name || (localOf(account) ?? account) };
}
