-- Prints a user's archived messages from Prosody's database, one XML element a line, oldest first.
-- arguments: the database file, the domain, the user, the archive's store name
local path, host, user, store = ...
local database = assert(require "DBI".Connect("SQLite3", path))
-- Prosody may be writing at this moment.
assert(assert(database:prepare("PRAGMA busy_timeout = 5000")):execute())
local query = assert(database:prepare(
	"SELECT value FROM prosodyarchive WHERE host = ? AND user = ? AND store = ? ORDER BY sort_id"))
assert(query:execute(host, user, store))
for row in query:rows() do print((row[1]:gsub("\n", "&#10;"))) end
