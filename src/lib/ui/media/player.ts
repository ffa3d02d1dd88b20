import { Player } from '../../client/media-player.svelte';

let one: Player | undefined;

/** The page's one player: never two things are heard at a time. */
export function player(): Player {
  return (one ??= new Player());
}

/** Ends what is heard, if anything is. */
export function silence(): void {
  one?.stop();
}
