import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChatItem } from '../engine/api';
import type { App } from './app.svelte';
import { ChatList } from './chat-list.svelte';
import type { People } from './people.svelte';

const GROUP = 'family@groups.example';

function item(address: string, part: Partial<ChatItem> = {}): ChatItem {
  const calm = { mentions: 0, quiet: false, muted: false, draft: '', unread: 0, request: false };
  return { address, kind: 'contact', name: address, time: 1, ...calm, ...part };
}

async function listOf(...chats: ChatItem[]): Promise<ChatList> {
  const engine = { listen: () => () => undefined, onRestart: () => () => undefined };
  const app = { engine, api: { chats: () => Promise.resolve(chats) } } as unknown as App;
  const list = new ChatList(app, { asking: [] } as unknown as People);
  await vi.waitFor(() => expect(list.loaded).toBe(true));
  return list;
}

beforeEach(() => void vi.stubGlobal('document', { visibilityState: 'visible' }));
afterEach(() => void vi.unstubAllGlobals());

describe('calling', () => {
  it.each<[Partial<ChatItem>, number]>([
    [{ unread: 3 }, 3],
    [{ unread: 3, quiet: true }, 0],
    [{ unread: 3, mentions: 1, quiet: true }, 1],
    [{ unread: 3, mentions: 1 }, 3],
    [{ unread: 3, mentions: 1, muted: true }, 0],
    [{ unread: 3, request: true }, 0]
  ])('%j counts %i', async (part, count) => {
    expect((await listOf(item('a@a.example', part), item('b@a.example', { unread: 2 }))).calling).toBe(count + 2);
  });
});

describe('shown', () => {
  it('has the groups for themselves, and invitations among the requests', async () => {
    const list = await listOf(
      item('a@a.example'),
      item(GROUP, { kind: 'room', unread: 1 }),
      item('book@groups.example', { kind: 'room', request: true, invitedBy: 'Tom' })
    );
    const addresses = (): string[] => list.shown.map(({ address }) => address);
    expect(addresses()).toEqual(['a@a.example', GROUP]);
    list.filter = 'groups';
    expect(addresses()).toEqual([GROUP]);
    list.filter = 'unread';
    expect(addresses()).toEqual([GROUP]);
    list.filter = 'requests';
    expect(addresses()).toEqual(['book@groups.example']);
  });
});

describe('groupOf', () => {
  it('names the group of a private message, by its address when it is not known', async () => {
    const ann = item(`${GROUP}/Ann`, { kind: 'private' });
    const list = await listOf(ann, item(GROUP, { kind: 'room', name: 'Family' }));
    expect(list.groupOf(ann)).toBe('Family');
    expect((await listOf(ann)).groupOf(ann)).toBe('family');
    expect(list.groupOf(item('a@a.example'))).toBeUndefined();
  });
});
