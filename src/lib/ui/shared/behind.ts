/**
 * How many steps back leave every screen under `path`, seen from one of them, when these paths lie behind it, the nearest
 * last; absent when nothing else lies behind.
 */
export function stepsOutOf(path: string, behind: readonly string[]): number | undefined {
  const nearest = behind.findLastIndex((one) => one !== path && !one.startsWith(`${path}/`));
  return nearest < 0 ? undefined : behind.length - nearest;
}
