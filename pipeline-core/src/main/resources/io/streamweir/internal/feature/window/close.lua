-- Closes spans of one window: hands the summary of each to a stage and forgets what it gathered.
--
-- KEYS  1 inbox, 2 hash of how far the window has come, 3 sorted set of its open spans, then for each span its hash and its
--       HyperLogLogs
-- ARGV  group, most entries that the inbox may hold, then for each span: how many keys it has, its name, its end and allowed
--       lateness in ms, how many updates the summary knows of, job id, payload
-- Needs inbox: mayNotAppend backlog XADD; windowProgress: must HGET HINCRBY HSET; windowOpen: must allowWhenFull ZREM
-- Needs windowSpan: must HGET DEL; windowDistinct: DEL; server: TIME
-- Reply how many were closed, 1 where the inbox had no room for more or else 0
-- Invariant: a span's summary is in the inbox, or the span is open. So one caller closes it, even if many try. A span that was updated
-- after its summary was made stays open. No closed span is opened again, since the watermark is beyond it. An error says that nothing was
-- done. A full server refuses nothing, since what is closed makes room.

local call = redis.call
local inbox, progress, open, group, most = KEYS[1], KEYS[2], KEYS[3], ARGV[1], tonumber(ARGV[2])

local denied = denier('nothing was closed')
local wrong = mayNotAppend(inbox, denied) or must(progress, 'hash') or must(open, 'zset') or denied('HSET', progress)
  or denied('HINCRBY', progress) or denied('ZREM', open)
local key = 4
for i = 3, #ARGV, 6 do
  wrong = wrong or must(KEYS[key], 'hash') or denied('DEL', KEYS[key])
  if ARGV[i] ~= '1' then
    wrong = wrong or denied('DEL', KEYS[key + 1])
  end
  key = key + tonumber(ARGV[i])
end
if wrong then
  return redis.error_reply(wrong)
end

local room = most - backlog(inbox, group, most, #ARGV)
local time = call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
local low = tonumber(call('HGET', progress, 'low') or nil) or -math.huge
local closed, full = 0, 0
allowWhenFull(open)
key = 4
for i = 3, #ARGV, 6 do
  local keys, name, bound = tonumber(ARGV[i]), ARGV[i + 1], tonumber(ARGV[i + 2])
  local updates = call('HGET', KEYS[key], 'n') or '0'
  if updates == ARGV[i + 3] then
    if updates ~= '0' and room <= 0 then
      full = 1
      break
    end
    if updates ~= '0' then -- else what it gathered was deleted, and there is nothing to tell
      call('XADD', inbox, '*', 'j', ARGV[i + 4], 't', now, 'p', ARGV[i + 5])
      closed, room = closed + 1, room - 1
    end
    for k = key, key + keys - 1 do -- one by one, since a user may be allowed them by different rules
      call('DEL', KEYS[k])
    end
    call('ZREM', open, name)
    low = math.max(low, bound)
  end
  key = key + keys
end
if low > -math.huge then
  call('HSET', progress, 'low', string.format('%.0f', low))
end
if closed > 0 then
  redis.pcall('HINCRBY', progress, 'closed', closed)
end
return {closed, full}
