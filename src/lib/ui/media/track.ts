import type { MessageView } from '../../client/chat.svelte';
import type { Track } from '../../client/media-player.svelte';
import type { Media } from '../../client/media.svelte';

/** A message's recording as the player takes it; a voice message goes on with the one that directly follows. */
export function trackOf(media: Media, message: MessageView): Track {
  const { id, file } = message;
  return {
    key: `${media.address} ${id}`,
    ...(file?.duration !== undefined && { duration: file.duration }),
    async url() {
      if (!message.mine && file?.kind === 'voice' && !file.played) void media.markPlayed(id);
      return (await media.url(id)) ?? ((await media.fetch(id)) ? media.url(id) : undefined);
    },
    next() {
      if (file?.kind !== 'voice') return undefined;
      const { messages } = media;
      const following = messages[messages.findIndex((one) => one.id === id) + 1];
      return following?.file?.kind === 'voice' ? trackOf(media, following) : undefined;
    }
  };
}
