-- Grants entries of keys the permits of a keyed stage's rate per key.
--
-- KEYS  1 rates
-- ARGV  us from one permit to the next, burst, then keys
-- Needs rates: ZADD ZREMRANGEBYSCORE ZSCORE PEXPIRE; server: TIME
-- Reply for each key ms after which its next permit is there; 0: this one is granted
-- Invariant: never more permits of a key than rate and burst allow by the server's clock.
--
-- rates is a sorted set of keys by until when their permits are given out, in us: the generic cell rate algorithm. One that lies in
-- the past says nothing and is dropped.

local call = redis.call
local interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2])

local wrong = lacks(denier('nothing was granted'), {'ZADD', 'ZREMRANGEBYSCORE', 'PEXPIRE'}, KEYS[1])
if wrong then
  return redis.error_reply(wrong)
end
local time = call('TIME')
local now = time[1] * 1000000 + time[2]
call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
local full = now + burst * interval
local waits, latest = {}, now
for i = 3, #ARGV do
  -- Never farther ahead than the burst: a clock that was set back must not stop the key. That is written down also where nothing is
  -- granted, else the next call would begin with the same.
  local taken = tonumber(call('ZSCORE', KEYS[1], ARGV[i])) or now
  if taken > full then
    taken = full
    call('ZADD', KEYS[1], string.format('%.3f', taken), ARGV[i])
  end
  if taken + interval <= full + 0.001 then
    waits[#waits + 1] = 0
    taken = taken + interval
    latest = math.max(latest, taken)
    call('ZADD', KEYS[1], string.format('%.3f', taken), ARGV[i])
  else
    waits[#waits + 1] = math.max(1, math.ceil((taken + interval - full) / 1000))
  end
end
if latest > now then
  call('PEXPIRE', KEYS[1], 60000 + math.ceil((full - now) / 1000))
end
return waits
