import { Player } from '../../client/media-player.svelte';

let one: Player | undefined;

/** The page's one player: never two things are heard at a time. */
export function player(): Player {
  return (one ??= new Player());
}
