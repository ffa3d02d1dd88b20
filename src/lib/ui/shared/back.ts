import { afterNavigate, goto } from '$app/navigation';

let depth = 0;
let replacing = false;

/** Counts how many screens of ours lie behind this one. Called once by the root layout. */
export function watchBack(): void {
  afterNavigate(({ type, delta }) => {
    if (type === 'popstate') depth = Math.max(0, depth + (delta ?? 0));
    else if (type !== 'enter' && !replacing) depth++;
    replacing = false;
  });
}

/** Goes back: to where the person came from inside the app, else to `parent`, so that back never leaves Kith by surprise. */
export function goBack(parent: string): void {
  if (depth > 0) history.back();
  else void replaceWith(parent);
}

/** Goes to another screen in place of this one. Asked again on the way there, it goes on: a second start would end the first. */
export function replaceWith(path: string): Promise<void> {
  if (leaving?.path === path) return leaving.done;
  replacing = true;
  const done = goto(path, { replaceState: true }).finally(() => (leaving = undefined));
  leaving = { path, done };
  return done;
}
let leaving: { path: string; done: Promise<void> } | undefined;
