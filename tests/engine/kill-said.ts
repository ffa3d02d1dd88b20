import { expect, vi } from 'vitest';
import type { Tab } from '../support/browser-like';

const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 15 });
const HAND = '👍';

async function messagesOf(tab: Tab, chat: string) {
  const { messages } = await tab.engine.conversation(chat, { limit: 200 });
  return messages.filter(({ event }) => !event);
}

/**
 * What a person says about messages in one life: reacts to one of theirs, writes and edits one, writes and takes one back. What an
 * earlier life has done is not done again.
 */
export async function sayAll(tab: Tab, chat: string, round: number, theirs: string): Promise<void> {
  const { engine } = tab;
  const [draft, final, wrong] = [`${round} e1`, `${round} e2`, `${round} w`];
  const find = async (text: string) => (await messagesOf(tab, chat)).find((message) => message.text === text);
  const said = (await messagesOf(tab, chat)).map(({ text }) => text);
  if (!said.includes(draft) && !said.includes(final)) await engine.send(chat, draft);
  if (!said.includes(wrong)) await engine.send(chat, wrong);
  const named = async () => {
    const [one, two] = [await find(theirs), (await find(draft)) ?? (await find(final))];
    expect([one?.referable, two?.referable]).toEqual([true, true]);
  };
  await until(named);
  await engine.messages.react(chat, (await find(theirs))?.id ?? '', [HAND]);
  const row = await find(draft);
  if (row) await engine.messages.edit(chat, row.id, final);
  const gone = await find(wrong);
  if (gone) await engine.messages.retract(chat, [gone.id]);
}

/** All of it is so for whoever looks, once. */
export async function checkSaid(tab: Tab, chat: string, round: number, theirs: string): Promise<void> {
  const messages = await messagesOf(tab, chat);
  const texts = messages.map(({ text }) => text);
  expect(texts.filter((text) => text.startsWith(`${round} e`))).toEqual([`${round} e2`]);
  expect(texts).not.toContain(`${round} w`);
  const reactions = messages.find(({ text }) => text === theirs)?.reactions;
  expect(reactions?.map(({ emoji, who }) => [emoji, who.length])).toEqual([[HAND, 1]]);
}
