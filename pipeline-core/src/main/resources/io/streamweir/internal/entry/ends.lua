-- How a job's end is stored, logged and published: all scripts that end jobs do it here. This text is sent in front of them and is no
-- script of its own.
--
-- `told` says where: publish (PUBLISH or SPUBLISH), channel (of all results), channels (over how many others the partition's results are
-- spread by their jobs), log (the stream of ends; nothing where the pipeline keeps none) and kept (for how many ms the log keeps an end).
-- Needs result: SET; ends: XADD; results: PUBLISH; resultsAt: PUBLISH; server: TIME
-- Invariant: an end that is stored is in the log, and the reverse. Callers make sure before their first write that the log takes it.

local mayTrim = true -- once in a call that ends several jobs
local followed = true -- whether anybody hears all results, as far as this call knows

-- Clients that wait for the job hear it by its address. Those that follow all results hear it, too; nobody comes or goes during a call.
local function publish(told, job, body)
  local address = 0
  for i = math.max(1, #job - 3), #job do
    address = (address * 31 + string.byte(job, i)) % told.channels
  end
  redis.pcall(told.publish, told.channel .. ':' .. address, body)
  if followed then
    followed = redis.pcall(told.publish, told.channel, body) ~= 0
  end
end

-- In whole nodes of the stream and as many entries as Redis removes at once; upkeep removes the rest.
local function logEnd(told, body)
  if mayTrim then
    mayTrim = false
    local time = redis.call('TIME')
    local oldest = math.max(0, time[1] * 1000 + math.floor(time[2] / 1000) - told.kept)
    redis.call('XADD', told.log, 'MINID', '~', string.format('%.0f', oldest), '*', 'p', body)
  else
    redis.call('XADD', told.log, '*', 'p', body)
  end
end

-- Arguments: result key, ttl in ms, end, and NX if an end that is stored stays and is not told again. If the user may not publish, that
-- must not undo what has happened. The end is stored, and clients that wait look there. Names of channel and result key are of one length
-- up to the job.
local function endJob(told, result, ttl, body, ...)
  if redis.call('SET', result, body, 'PX', ttl, ...) then
    if told.log then
      logEnd(told, body)
    end
    publish(told, string.sub(result, #told.channel + 1), body)
  end
end
