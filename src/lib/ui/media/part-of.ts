import type { TransferView } from '../../engine/api-files';

/** How much of a transfer is done, 0 to 1; absent where nobody knows how much there is. */
export function partOf({ loaded, total }: TransferView, size: number | undefined): number | undefined {
  const all = total ?? size;
  return all ? Math.min(1, Math.max(0, loaded / all)) : undefined;
}
