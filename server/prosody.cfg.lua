-- Kith's Prosody (0.12 or 13). `npm start` and the tests run this file as it is and set the KITH_* variables; on your
-- own server, copy it to /etc/prosody/prosody.cfg.lua, the folder `modules` beside it, and write your values after `or`.

local domain = ENV_KITH_DOMAIN or "kith.example"
local public = ENV_KITH_PUBLIC or "https://kith.example" -- where nginx shows Kith, without a slash at the end
local http_port = (ENV_KITH_HTTP_PORT or "5280") + 0 -- nginx talks to this one, on loopback only
local c2s_port = (ENV_KITH_C2S_PORT or "5222") + 0 -- apps with a socket of their own; loopback only, see c2s_interfaces
local data = ENV_KITH_DATA or "/var/lib/prosody"
local modules = ENV_KITH_MODULES or "/etc/prosody/modules"
local thirteen = Lua ~= nil -- only Prosody 13 gives its configuration this table

data_path = data
plugin_paths = { modules }
pidfile = data .. "/prosody.pid"
run_as_root = ENV_KITH_RUN_AS_ROOT == "yes"
certificates = ENV_KITH_CERTIFICATES or "certs"
admin_socket = data .. "/prosody.sock"
log = { { levels = { min = ENV_KITH_LOG_LEVEL or "info" }, to = "console" } }

-- One file instead of one per account and list: long archives stay fast.
storage = "sql"
sql = { driver = "SQLite3", database = "prosody.sqlite" }
sqlite_tune = "normal"
authentication = "internal_hashed"

local enabled = {
	"disco", "roster", "saslauth", "tls", "blocklist", "bookmarks", "carbons", "limits", "pep", "private", "smacks",
	"vcard4", "vcard_legacy", "csi_simple", "mam", "offline", "lastactivity", "time", "uptime", "version", "ping",
	"websocket", "bosh", "http_errors", "register", "user_account_management", "tombstones", "mimicking",
	"invites", "invites_adhoc", "invites_register", "invites_page",
	"admin_adhoc", "admin_shell", "announce", "server_contact_info", "cloud_notify", "turn_external", "first_invites"
}
local function enable(name) enabled[#enabled + 1] = name end
if thirteen then
	-- One round trip to log in, and tokens in place of stored passwords. Prosody 0.12 breaks with any of these.
	enable "sasl2" enable "sasl2_bind2" enable "sasl2_sm" enable "sasl2_fast"
	enable "http_altconnect" enable "cloud_notify_extensions" enable "spam_reporting"
else
	enable "posix"
end
modules_enabled = enabled
-- A family's server need not speak to the rest of the world. Remove this line, open port 5269 and it does.
modules_disabled = { "s2s" }

-- Browsers come through nginx, which has the certificate.
http_ports = { http_port }
http_interfaces = { "127.0.0.1" }
https_ports = {}
http_default_host = domain
http_external_url = public .. "/"
trusted_proxies = { "127.0.0.1", "::1" }
consider_websocket_secure = true
consider_bosh_secure = true
bosh_max_wait = 120
c2s_ports = { c2s_port }
c2s_interfaces = { "127.0.0.1" }
c2s_direct_tls_ports = {}
c2s_require_encryption = ENV_KITH_C2S_PLAIN ~= "yes"
allow_unencrypted_plain_auth = false

-- An account is made with an invitation, never without.
allow_registration = true
registration_invite_only = true
allow_user_invites = true
invite_expiry = 7 * 86400
invites_page = public .. "/invite#t={invite.token}&type={invite.type}&jid={invite.jid}"
invites_page_external = true

limits = { c2s = { rate = ENV_KITH_C2S_RATE or "100kb/s", burst = "2s" } }
archive_expires_after = "1y"
default_archive_policy = true
max_archive_query_results = 100
smacks_hibernation_time = 3 * 86400
smacks_max_queue_size = 1000
smacks_max_old_sessions = 20
push_max_devices = 20
turn_external_host = ENV_KITH_TURN_HOST or domain
turn_external_secret = ENV_KITH_TURN_SECRET or "write a long random text here, and the same in coturn"
first_invites_file = ENV_KITH_FIRST_INVITES -- two links for the first two people; unset: none

VirtualHost(domain)

Component("rooms." .. domain)("muc")
	name = "Groups"
	modules_enabled = { "muc_mam", "muc_moderation", not thirteen and "vcard_muc" or nil } -- 13 has pictures of groups built in
	restrict_room_creation = "local"
	muc_log_by_default = true
	muc_log_expires_after = "1y"
	muc_room_default_persistent = true
	muc_room_default_public = false
	muc_room_default_members_only = true
	muc_room_default_public_jids = true
	muc_tombstones = true

Component("upload." .. domain)("http_file_share")
	name = "Files"
	http_external_url = public .. "/"
	-- What a browser may show when somebody opens a link; everything else, drawings that can run above all, is saved.
	http_file_share_safe_file_types = { "image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "video/*", "audio/*", "text/plain" }
	http_file_share_size_limit = 100 * 1024 * 1024
	http_file_share_daily_quota = 1024 * 1024 * 1024
	http_file_share_global_quota = 20 * 1024 * 1024 * 1024
	http_file_share_expires_after = 365 * 86400
