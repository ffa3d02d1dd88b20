import type { ErrorCode } from '../../base/errors';
import { m } from '$lib/words/messages';

const words: Record<ErrorCode, () => string> = {
  'address-invalid': m.error_address_invalid,
  blocked: m.error_blocked,
  'contact-unreachable': m.error_contact_unreachable,
  'file-damaged': m.error_file_damaged,
  'file-gone': m.error_file_gone,
  'file-not-readable-here': m.error_file_not_readable_here,
  'file-refused': m.error_file_refused,
  'file-too-large': m.error_file_too_large,
  'file-unreadable': m.error_file_unreadable,
  'invite-invalid': m.error_invite_invalid,
  'invite-other-server': m.error_invite_other_server,
  'link-unreadable': m.error_link_unreadable,
  'login-unsafe': m.error_login_unsafe,
  'message-refused': m.error_message_refused,
  'message-too-long': m.error_message_too_long,
  'microphone-missing': m.error_microphone_missing,
  'microphone-refused': m.error_microphone_refused,
  'name-not-allowed': m.error_name_not_allowed,
  'name-taken': m.error_name_taken,
  'nick-taken': m.error_nick_taken,
  'not-allowed': m.error_not_allowed,
  'not-supported': m.error_not_supported,
  offline: m.error_offline,
  'pack-gone': m.error_pack_gone,
  'password-refused': m.error_password_refused,
  'picture-unreadable': m.error_picture_unreadable,
  'registration-closed': m.error_registration_closed,
  'room-banned': m.error_room_banned,
  'room-full': m.error_room_full,
  'room-gone': m.error_room_gone,
  'room-kicked': m.error_room_kicked,
  'room-members-only': m.error_room_members_only,
  'room-not-found': m.error_room_not_found,
  'room-password': m.error_room_password,
  'room-removed': m.error_room_removed,
  'room-unreachable': m.error_room_unreachable,
  'rooms-not-offered': m.error_rooms_not_offered,
  'server-not-found': m.error_server_not_found,
  'server-refused': m.error_server_refused,
  'server-unreachable': m.error_server_unreachable,
  'stickers-full': m.error_stickers_full,
  'storage-failed': m.error_storage_failed,
  'storage-full': m.error_storage_full,
  timeout: m.error_timeout,
  unknown: m.error_unknown,
  'upload-quota': m.error_upload_quota,
  'upload-refused': m.error_upload_refused,
  'uploads-not-offered': m.error_uploads_not_offered,
  'wrong-password': m.error_wrong_password
};

/** What went wrong and what to do next, as one or two short sentences. */
export function errorText(code: ErrorCode): string {
  return words[code]();
}
