-- Closes a partition to submits, or opens it.
--
-- KEYS  1 closed
-- ARGV  nothing where it opens; else what is kept there, and until when in ms since 1970 (0: until it is opened)
-- Needs closed: DEL SET
-- Reply 1
-- Invariant: a full server refuses nothing, since that may be why submits are to be refused.
local wrong = lacks(denier('nothing was changed'), {'DEL', 'SET'}, KEYS[1])
if wrong then
  return redis.error_reply(wrong)
end
redis.call('DEL', KEYS[1])
if ARGV[1] and ARGV[2] == '0' then
  redis.call('SET', KEYS[1], ARGV[1])
elseif ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[1], 'PXAT', ARGV[2])
end
return 1
