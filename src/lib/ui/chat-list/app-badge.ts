/** Shows on the app's icon how many messages call for attention, where the system can (Badging API). */
export function showBadge(count: number): void {
  if (!('setAppBadge' in navigator)) return;
  const shown = count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge();
  // A page that is not installed may be refused: it has no icon to show it on.
  shown.catch((thrown: unknown) => console.debug('kith: no badge', thrown));
}
