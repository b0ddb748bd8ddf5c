-- Appends to the audit where a full server refuses XADD. Operators change things there to make room, and the stream is bounded.
--
-- KEYS  1 audit
-- ARGV  about how many entries it keeps, then the fields and values of the new one
-- Needs audit: XTRIM XADD
-- Reply the id of the new entry, alone in a list
local call = redis.call
call('XTRIM', KEYS[1], 'MAXLEN', '~', ARGV[1]) -- first what a full server allows too, so that it allows the rest
return {call('XADD', KEYS[1], '*', unpack(ARGV, 2))}
