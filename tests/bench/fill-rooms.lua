-- Makes rooms in the running Prosody, which somebody belongs to. Each has one message. In the first, a channel, sit people
-- whom nobody plays: they take their seats all at once, as telling each of the others of each would take an hour.
-- arguments: the domain, the user, how many rooms, how many people
local host, user, rooms, people = ...
local st = require "util.stanza"
local muc = prosody.hosts["rooms." .. host].modules.muc
local member = ("%s@%s"):format(user, host)

local function say(room, text)
	local message = st.message({ from = room.jid .. "/talker", type = "groupchat", id = text:gsub("%W", "") })
	room:broadcast_message(message:text_tag("body", text))
end

local function seat(room, n)
	local nick, from = ("%s/Somebody %d"):format(room.jid, n), ("somebody%d@%s/seat"):format(n, host)
	local occupant = room:new_occupant(("somebody%d@%s"):format(n, host), nick)
	local presence = st.presence({ from = from })
		:tag("c", { xmlns = "http://jabber.org/protocol/caps", hash = "sha-1", node = "https://example.org", ver = ("%028d"):format(n) }):up()
		:tag("x", { xmlns = "vcard-temp:x:update" }):text_tag("photo", ("%040x"):format(n)):up()
	occupant:set_session(from, presence)
	room:save_occupant(occupant)
end

for n = 1, rooms do
	local room = assert(muc.create_room(("bench%02d@rooms.%s"):format(n, host)))
	room:set_name(("Bench room %02d"):format(n))
	if n == 1 then
		room:set_members_only(false)
		room:set_whois("moderators")
	end
	assert(room:set_affiliation(true, member, "member"))
	say(room, ("the last word of room %d"):format(n))
	room:save(true)
end
local large = muc.get_room_from_jid(("bench01@rooms.%s"):format(host))
for n = 1, people do seat(large, n) end
return "filled"
