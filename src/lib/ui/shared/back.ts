import { afterNavigate, goto } from '$app/navigation';
import { stepsOutOf } from './behind';

/** The paths of our screens behind this one, the nearest last. */
let behind: string[] = [];
let here = '';
/** Where to go on from the screen that is gone back to. */
let onward: string | undefined;
let replacing = false;

/** Remembers which screens of ours lie behind this one. Called once by the root layout. */
export function watchBack(): void {
  afterNavigate(({ type, delta = 0 }) => {
    if (type !== 'popstate') behind = type === 'enter' || replacing ? behind : [...behind, here];
    else behind = delta < 0 ? behind.slice(0, delta) : [...behind, ...Array.from({ length: delta }, () => here)];
    here = location.pathname;
    replacing = false;
    const to = onward;
    onward = undefined;
    if (to !== undefined) void goto(to);
  });
}

/** Goes back: to where the person came from inside the app, else to `parent`, so that back never leaves Kith by surprise. */
export function goBack(parent: string): void {
  if (behind.length > 0) history.back();
  else void replaceWith(parent);
}

/** Goes back past every screen under `path`, else to `parent`: what is there no more is not met again on the way back. */
export function goBackOutOf(path: string, parent: string): void {
  const steps = stepsOutOf(path, behind);
  if (steps === undefined) void replaceWith(parent);
  else history.go(-steps);
}

/** Goes to another screen past every screen under `path`, which are done with: none is met again on the way back. */
export function goOnOutOf(path: string, to: string): void {
  const steps = stepsOutOf(path, behind);
  if (steps === undefined) void replaceWith(to);
  else {
    onward = to;
    history.go(-steps);
  }
}

/** Opens a chat at one of its messages, also when it is open. */
export function openAt(path: string, order: number): Promise<void> {
  replacing = location.pathname === path;
  return goto(path, { replaceState: replacing, state: { at: { order, asked: Date.now() } } });
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
