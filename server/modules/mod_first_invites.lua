-- Keeps two invitations ready for the first people of a new server, one for its host, who becomes the administrator,
-- and one for a friend, and writes their tokens to a file. Whoever comes by one becomes a contact of all who came by
-- the other, in whatever order. A token that is still good is kept, so that a link that was already sent stays good.

local path = module:get_option_string("first_invites_file");
if not path or prosody.process_type ~= "prosody" then return; end

local json = require "util.json";
local rostermanager = require "core.rostermanager";
local usermanager = require "core.usermanager";

local invites = module:depends("invites");
local tokens = module:open_store("first_invites", "keyval");
local people = module:open_store("first_invites_used", "keyval");
local least_left = 86400;

local function admin_roles()
	-- Prosody 13 gives one role of a list, 0.12 all keys of a set.
	if usermanager.set_user_role then return { "prosody:admin" }; end
	return { ["prosody:admin"] = true };
end

local function is_good(token)
	local info = token and invites.get_account_invite_info(token);
	return info and info.expires - os.time() > least_left;
end

local function write_file(list)
	local temporary = path..".new";
	local file = assert(io.open(temporary, "w"));
	assert(file:write(json.encode(list)));
	assert(file:close());
	assert(os.rename(temporary, path));
end

local function prepare()
	local kept = tokens:get() or {};
	for _, kind in ipairs({ "host", "friend" }) do
		if not is_good(kept[kind]) then
			local roles = kind == "host" and admin_roles() or nil;
			kept[kind] = assert(invites.create_account(nil, { first_invite = kind, roles = roles })).token;
		end
	end
	assert(tokens:set(nil, kept));
	write_file({ host = kept.host, friend = kept.friend });
end

-- Both see each other's presence from now on (RFC 6121 section 3), as after two approved requests.
local function list_contact(username, contact)
	local roster = rostermanager.load_roster(username, module.host);
	local jid = contact.."@"..module.host;
	local item = roster[jid] or { groups = {} };
	item.subscription, item.ask = "both", nil;
	roster[jid] = item;
	if roster[false].pending then roster[false].pending[jid] = nil; end
	assert(rostermanager.save_roster(username, module.host, roster, jid));
	rostermanager.roster_push(username, module.host, jid);
end

module:hook("user-registered", function (event)
	local invite = event.validated_invite or (event.session and event.session.validated_invite);
	local kind = invite and invite.additional_data and invite.additional_data.first_invite;
	if not kind then return; end
	local used = people:get() or { host = {}, friend = {} };
	for _, other in ipairs(used[kind == "host" and "friend" or "host"]) do
		if usermanager.user_exists(other, module.host) then
			list_contact(event.username, other);
			list_contact(other, event.username);
		end
	end
	table.insert(used[kind], event.username);
	assert(people:set(nil, used));
end);

prepare();
