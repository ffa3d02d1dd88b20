/** Where a key leads in a grid of `count` things, from the one at `at`; `undefined` for no key of a grid, or past its end. */
export function stepInGrid(grid: HTMLElement, event: KeyboardEvent, at: number, count: number): number | undefined {
  const { direction, gridTemplateColumns } = getComputedStyle(grid);
  const side = direction === 'rtl' ? -1 : 1;
  const columns = gridTemplateColumns.split(' ').length;
  const steps: Record<string, number> = {
    ArrowRight: at + side,
    ArrowLeft: at - side,
    ArrowDown: at + columns,
    ArrowUp: at - columns,
    Home: 0,
    End: count - 1
  };
  const next = steps[event.key];
  if (next === undefined) return undefined;
  event.preventDefault();
  return next < 0 || next >= count ? undefined : next;
}
