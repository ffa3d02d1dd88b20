-- Puts messages into a user's archive in Prosody's database: some of a number that end now and are a second apart.
-- arguments: the database file, the domain, the user, the first, the last, the number of all
local path, host, user, first, last, all = ...
local friend = "talker@" .. host
local database = assert(require "DBI".Connect("SQLite3", path))
assert(assert(database:prepare("PRAGMA busy_timeout = 5000")):execute())
local insert = assert(database:prepare(
	[[INSERT INTO prosodyarchive ("host", "user", "store", "when", "with", "key", "type", "value")
	VALUES (?, ?, 'archive', ?, ?, ?, 'xml', ?)]]))
local now = os.time()
for n = tonumber(first), tonumber(last) do
	local text = ("archived %d of %d, and some more to read"):format(n, all)
	assert(insert:execute(host, user, now - (all - n), friend, ("seeded-%d"):format(n),
		("<message xmlns='jabber:client' type='chat' from='%s/raw' to='%s@%s' id='id-%d'><body>%s</body>%s%s</message>"):format(
			friend, user, host, n, text, "<request xmlns='urn:xmpp:receipts'/>",
			"<markable xmlns='urn:xmpp:chat-markers:0'/>")))
end
assert(database:commit())
