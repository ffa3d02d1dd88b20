// XEP-0050: Ad-Hoc Commands, 1.3.0, https://xmpp.org/extensions/xep-0050.html
import { attr, child, children, el, text } from '../xml';
import { StanzaError, type Requests } from '../requests';
import { parseChildForm, type DataForm } from './0004-data-forms';

export const COMMANDS = 'http://jabber.org/protocol/commands';

const STATES = ['executing', 'completed', 'canceled'] as const;

/** What a command answered. */
export interface CommandResult {
  status: (typeof STATES)[number];
  sessionId?: string;
  form?: DataForm;
  /** The server's own words. */
  notes: string[];
}

/** Runs a command's first stage (§2.4), which is the only one of the commands that Kith uses. */
export async function executeCommand(requests: Requests, to: string, node: string): Promise<CommandResult> {
  const answer = await requests.request('set', to, el('command', { xmlns: COMMANDS, node, action: 'execute' }));
  const command = child(answer, 'command', COMMANDS);
  const status = command && STATES.find((state) => state === attr(command, 'status'));
  if (!command || !status) throw new StanzaError('undefined-condition', '', 'an answer without a command');
  const sessionId = attr(command, 'sessionid');
  const form = parseChildForm(command);
  return {
    status,
    ...(sessionId !== undefined && { sessionId }),
    ...(form && { form }),
    notes: children(command, 'note', COMMANDS).map(text)
  };
}
