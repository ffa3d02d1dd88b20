import type { Quality } from '../store/account';
import type { UsageKind } from '../store/files';

export type { Quality, UsageKind };

/** What the user chose for this device, with what is usual where they did not. */
export interface SettingsView {
  /** Small pictures, nothing fetched unasked, no typing notices. */
  lowData: boolean;
  quality: Quality;
  /** Largest file that is fetched unasked, bytes; 0: none. */
  fetchUpTo: number;
  /** How much of what was fetched is kept, bytes. */
  keepUpTo: number;
  /** Previews of links that are written are offered; never with `lowData`. */
  previews: boolean;
  /** What goes to people who can read it is encrypted by itself. */
  encrypts: boolean;
  /** Emoji that were used, newest first. */
  recentEmoji: string[];
  /** Of hands and faces: 1 to 5 (Unicode TR51 §2.4); 0: none. */
  skinTone: number;
}

/** What went over the network since `month` (`2026-11`) began, bytes by kind. */
export interface UsageView {
  month: string;
  sent: Record<UsageKind, number>;
  received: Record<UsageKind, number>;
}

/** What the user can choose and look up. A change is announced as the topic `account`. */
export interface SettingsApi {
  settings(): Promise<SettingsView>;
  saveSettings(change: Partial<SettingsView>): Promise<void>;
  usage(): Promise<UsageView>;
}
