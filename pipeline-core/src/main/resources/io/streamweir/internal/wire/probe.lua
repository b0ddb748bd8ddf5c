-- Tries what the scripts of workers and clients rely on, and changes nothing. So it tells whether a server runs them at all.
--
-- KEYS  1 a key of its own, which is never there
-- ARGV  PUBLISH or SPUBLISH, results channel
-- Needs probe: TYPE; server: TIME
-- Reply 1; an error says what this server does not do
-- Invariant: nothing is written or published. What the user may do is not looked at, only whether the server answers.

local COMMANDS = {
  'DEL', 'EXISTS', 'GET', 'HDEL', 'HEXISTS', 'HGET', 'HGETALL', 'HINCRBY', 'HMGET', 'HSET', 'HSETNX', 'PEXPIRE', 'PFADD', 'PFCOUNT',
  'SET', 'TYPE', 'UNLINK', 'XACK', 'XADD', 'XAUTOCLAIM', 'XCLAIM', 'XDEL', 'XLEN', 'XPENDING', 'XRANGE', 'XTRIM', 'ZADD', 'ZCARD',
  'ZRANGE', 'ZREM', 'ZREMRANGEBYSCORE', 'ZSCORE',
}

for _, command in ipairs(COMMANDS) do
  mayRun(command, KEYS[1])
end
mayRun(ARGV[1], ARGV[2])

local fields = cmsgpack.unpack(cmsgpack.pack({'j', 'job'}))
local time = redis.call('TIME')
if redis.call('TYPE', KEYS[1]).ok ~= 'none' or fields[2] ~= 'job' or not tonumber(time[1]) or #redis.sha1hex('') ~= 40 then
  return redis.error_reply('ERR cmsgpack, sha1hex, TIME or TYPE answers otherwise than scripts expect')
end
return 1
