-- Saves what a run of a handler wants the next run of the same entry to go on with.
--
-- KEYS  1 inbox, 2 checkpoint, then those of parking.lua at a keyed stage
-- ARGV  group, consumer, entry, how often the entry was given to a worker, run, number of this call in the run, ttl in ms, what is saved,
--       then that of parking.lua at a keyed stage
-- Needs inbox: XPENDING; checkpoint: must HDEL HMGET HSET PEXPIRE
-- Reply 1; or 0 where the entry is another worker's, or was given out once more: nothing is saved then
-- Invariant: what is saved never goes back. Only the run that has the entry saves, and a call of it that arrives behind a later one
-- does nothing.

local call = redis.call
local inbox, checkpoint = KEYS[1], KEYS[2]
local group, consumer, id, deliveries = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local run, number, ttl, state = ARGV[5], tonumber(ARGV[6]), ARGV[7], ARGV[8]

local wrong = must(checkpoint, 'hash')
wrong = wrong or lacks(denier('nothing was saved'), {'HDEL', 'HMGET', 'HSET', 'PEXPIRE'}, checkpoint)
if wrong then
  return redis.error_reply(wrong)
end

local pending = call('XPENDING', inbox, group, id, id, 1, consumer)[1]
if not pending or pending[4] ~= deliveries then
  return {0}
end
local known = call('HMGET', checkpoint, 'run', 'number')
if known[1] ~= run or tonumber(known[2] or 0) < number then
  call('HDEL', checkpoint, '') -- first what a full server allows too, so that it allows the rest: it is small, and work goes on
  call('HSET', checkpoint, 'run', run, 'number', number, 'state', state)
  call('PEXPIRE', checkpoint, ttl)
end
return {1}
