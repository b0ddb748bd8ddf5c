-- Cancels a job in one partition: from here on nothing that its entries do gives it another end. Workers learn of it by
-- promote.lua. cancelling.lua is in front.
--
-- KEYS  1 the job's result, then those of cancelling.lua
-- ARGV  job, its end (empty: none, for a job that may be in this partition or in another), then those of cancelling.lua
-- Needs result: GET
-- Reply { now }, { before } where it was cancelled already, { ended, the stored result } where it had ended
-- Invariant: a job whose end is stored keeps it, and is not cancelled.

local result, body = KEYS[1], ARGV[2]

local denied = denier('nothing was cancelled')
local wrong = mayNotCancel(denied) or mayNotEnd(denied, result, body ~= '')
if wrong then
  return redis.error_reply(wrong)
end

local ended = redis.call('GET', result)
if ended then
  return {'ended', ended}
end
if not cancel(ARGV[1]) then
  return {'before'}
end
if body ~= '' then
  endJob(told, result, ttl, body)
end
return {'now'}
