-- Submits one fire of a schedule and says when the next one is due.
--
-- KEYS  1 schedules, 2 fires, 3 inbox, 4 closed
-- ARGV  schedule, due time of the fire in ms, SHA-1 of the schedule's definition, next due time in ms, job id (empty: submits nothing),
--       headers or empty, group, most entries that the inbox may hold, key or empty
-- Needs schedules: must HGET; fires: must ZADD ZSCORE; inbox: must backlog XADD; closed: GET; server: TIME
-- Reply FIRED; or why nothing was done: CHANGED (another due time or definition: another caller fired, changed, paused or removed it),
--       EARLY, FULL, CLOSED (submits are refused while the pipeline is paused)
-- If nothing is submitted and the next time is earlier, the clock was set back. The script takes that next time only while it is in the
-- future. Else a call that was long on its way would have a time fired twice.
-- Invariant: the job is in the inbox and the next time in fires, or neither. So one caller submits a fire, even if many try. An error says
-- that nothing was done.

local call = redis.call
local schedules, fires, inbox = KEYS[1], KEYS[2], KEYS[3]
local name, due, digest, next, job, headers = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local group, most = ARGV[7], tonumber(ARGV[8])

local denied = denier('nothing was fired')
local wrong = must(schedules, 'hash') or must(fires, 'zset') or must(inbox, 'stream') or denied('ZADD', fires)
  or denied('XADD', inbox)
if wrong then
  return redis.error_reply(wrong)
end

local definition = call('HGET', schedules, name)
local score = call('ZSCORE', fires, name)
if not definition or not score or tonumber(score) ~= due or redis.sha1hex(definition) ~= digest then
  return {'CHANGED'}
end
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local back = job == '' and tonumber(next) < due
if back and tonumber(next) <= now then
  return {'EARLY'} -- this call was long on its way: the earlier time has passed, and was fired
elseif due > now and not back then
  return {'EARLY'}
end

if job ~= '' then
  if call('GET', KEYS[4]) then
    return {'CLOSED'}
  end
  if backlog(inbox, group, most, 0) >= most then
    return {'FULL'}
  end
  local payload = string.sub(definition, string.find(definition, '\n', 1, true) + 1)
  local submitted = string.format('%.0f', now)
  local fields = {'j', job, 't', submitted, 'p', payload}
  for name, value in pairs({h = headers, k = ARGV[9]}) do
    if value ~= '' then
      fields[#fields + 1] = name
      fields[#fields + 1] = value
    end
  end
  call('XADD', inbox, '*', unpack(fields))
end
call('ZADD', fires, next, name)
return {'FIRED'}
