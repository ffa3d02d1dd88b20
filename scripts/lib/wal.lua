-- Turns on SQLite's write-ahead log, which stays with the file: Prosody 0.12 does not do it, and waits for the disk four
-- times for each message otherwise (13 does by `sqlite_tune`). argument: the database file
local database = assert(require "DBI".Connect("SQLite3", (...)))
-- Else every statement is in a transaction, where the log can't be turned on.
database:autocommit(true)
assert(assert(database:prepare("PRAGMA journal_mode = WAL")):execute())
