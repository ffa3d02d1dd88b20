import type { HolderCommand } from './api';
import type { Session } from './session';

/** Does what a tab asks of the session's holder without waiting for an answer. */
export async function obey(session: Session, command: HolderCommand): Promise<void> {
  const { service } = session;
  switch (command.name) {
    case 'typing':
      return service.tellTyping(command.address, command.typing);
    case 'history':
      return service.fetchHistory(command.address, command.before);
    case 'look':
      return service.look(command.address);
    case 'avatar':
      await Promise.all([service.invitations.look(command.address), service.avatars.look(command.address)]);
      return;
    case 'hurry':
      return session.check();
    case 'lost':
      return session.networkLost();
  }
}
