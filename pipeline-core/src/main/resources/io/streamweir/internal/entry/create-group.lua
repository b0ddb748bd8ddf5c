-- Creates a group that reads an inbox from its beginning, and the inbox where it is missing.
--
-- KEYS  1 inbox
-- ARGV  group
-- Needs inbox: XACK XGROUP|CREATE
-- Reply 1 if it was created, 0 if it was there
-- Invariant: a group that is there stays as it is. A full server refuses nothing: only a group gives out what waits in the inbox, and
-- what is handled makes room.

local wrong = denier('no group was created')('XACK', KEYS[1])
if wrong then
  return redis.error_reply(wrong)
end
redis.call('XACK', KEYS[1], ARGV[1], '0-0') -- first what a full server allows too, so that it allows the rest
local created = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], '0', 'MKSTREAM')
if not created.err then
  return 1
elseif string.find(created.err, 'BUSYGROUP', 1, true) == 1 then
  return 0
end
return created
