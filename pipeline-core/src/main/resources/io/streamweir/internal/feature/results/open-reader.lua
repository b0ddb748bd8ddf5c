-- Creates the position of a reader of the log of results, and the log where it is missing.
--
-- KEYS  1 ends
-- ARGV  group, OLDEST (begins with the oldest end that is there) or NEWEST (with what comes)
-- Needs ends: must XACK XGROUP|CREATE XINFO|STREAM
-- Reply 1 where it was created, 0 where it was there
-- Invariant: a position that is there stays as it is. A new one knows how many ends were there before it, so that those which it misses
-- can be counted.

local wrong = must(KEYS[1], 'stream') or denier('no reader was created')('XACK', KEYS[1])
if wrong then
  return redis.error_reply(wrong)
end
redis.call('XACK', KEYS[1], ARGV[1], '0-0') -- first what a full server allows too, so that it allows the rest
local newest = ARGV[2] == 'NEWEST'
local log = redis.pcall('XINFO', 'STREAM', KEYS[1])
local before = 0
if not log.err then
  before = field(log, 'entries-added') - (newest and 0 or field(log, 'length'))
end
local created = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], newest and '$' or '0', 'MKSTREAM', 'ENTRIESREAD', before)
if not created.err then
  return 1
elseif string.find(created.err, 'BUSYGROUP', 1, true) == 1 then
  return 0
end
return created
