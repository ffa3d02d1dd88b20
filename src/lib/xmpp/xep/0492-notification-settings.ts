// XEP-0492: Chat notification settings, 0.2.0, https://xmpp.org/extensions/xep-0492.html
import { fromFragment, toFragment } from '../fragment';
import { attr, child, childText, el, elements, type Element } from '../xml';
import { formatDateTime, parseDateTime } from './0082-date-time';

const NOTIFY = 'urn:xmpp:notification-settings:1';
/** Our own, in `<advanced/>` (§2.3): until when a chat keeps quiet. */
const MUTE = 'urn:kith:mute:0';

const NAMES = { all: 'always', mentions: 'on-mention', none: 'never' } as const;

/** Of which messages the user is told. */
export type NotifySetting = keyof typeof NAMES;

/** What the user chose for one chat. */
export interface Notify {
  setting: NotifySetting;
  /** Quiet until then, whatever the setting; milliseconds since 1970. */
  mutedUntil?: number;
}

/** What Kith is (§2.2, XEP-0030): its own entry wins over one for all clients, and that over one for everybody. */
const CATEGORY = 'client';
const TYPE = 'web';

const settingOf = (element: Element): NotifySetting | undefined =>
  (Object.keys(NAMES) as NotifySetting[]).find((setting) => element.is(NAMES[setting], NOTIFY));

/** How closely an entry is meant for us; 0: not at all. */
function closeness(entry: Element): 0 | 1 | 2 | 3 {
  const category = attr(entry, 'identity-category');
  const type = attr(entry, 'identity-type');
  if (category === undefined) return type === undefined ? 1 : 0;
  if (category !== CATEGORY) return 0;
  if (type === undefined) return 2;
  return type === TYPE ? 3 : 0;
}

/** The entries of that closeness, the one that counts first. */
const entriesOf = (notify: Element, wanted: number): Element[] =>
  elements(notify).filter((entry) => settingOf(entry) && closeness(entry) === wanted);

const closest = (notify: Element): Element[] =>
  [3, 2, 1].map((wanted) => entriesOf(notify, wanted)).find((entries) => entries.length > 0) ?? [];

const advancedOf = (entry: Element): Element[] => {
  const advanced = child(entry, 'advanced', NOTIFY);
  return advanced ? elements(advanced) : [];
};

/** Reads what is kept with a chat (§2, §3), in the extensions of its bookmark. */
export function parseNotify(extensionsXml: string): Notify | undefined {
  const notify = fromFragment(extensionsXml).find((element) => element.is('notify', NOTIFY));
  const [entry] = notify ? closest(notify) : [];
  const setting = entry && settingOf(entry);
  if (!entry || !setting) return undefined;
  const advanced = child(entry, 'advanced', NOTIFY);
  const mutedUntil = advanced && parseDateTime(childText(advanced, 'until', MUTE));
  return { setting, ...(mutedUntil !== undefined && { mutedUntil }) };
}

/** An entry with another setting, for the same clients, that keeps what others put into it (§3). */
function buildEntry({ setting, mutedUntil }: Notify, before: Element[]): Element {
  const kept = before.flatMap(advancedOf).filter((element) => !element.is('until', MUTE));
  const until = mutedUntil !== undefined && el('until', { xmlns: MUTE }, formatDateTime(mutedUntil));
  const advanced = (until || kept.length > 0) && el('advanced', {}, ...fromFragment(toFragment(kept)), until);
  return el(NAMES[setting], { ...before[0]?.attrs, xmlns: NOTIFY }, advanced);
}

/**
 * The extensions with another choice: in the entry that counts for us, and in the one for everybody if there is none yet
 * (§3). All else stays as it is.
 */
export function withNotify(extensionsXml: string, choice: Notify): string {
  const extensions = fromFragment(extensionsXml);
  const notify = extensions.find((element) => element.is('notify', NOTIFY));
  const replaced = notify ? closest(notify) : [];
  const kept = (notify ? elements(notify) : []).filter((entry) => !replaced.includes(entry));
  const entry = buildEntry(choice, replaced);
  const needsFallback = closeness(entry) !== 1 && !kept.some((other) => settingOf(other) && closeness(other) === 1);
  const built = el(
    'notify',
    { ...notify?.attrs, xmlns: NOTIFY },
    ...fromFragment(toFragment(kept)),
    entry,
    needsFallback && buildEntry(choice, [])
  );
  return toFragment([...extensions.filter((element) => element !== notify), built]);
}
