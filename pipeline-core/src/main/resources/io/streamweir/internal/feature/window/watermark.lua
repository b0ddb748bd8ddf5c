-- Moves the watermark of one window on, and tells which of its spans to close.
--
-- KEYS  1 hash of how far the window has come, 2 sorted set of its open spans by end, then the inboxes of the stages whose entries
--       may still update it, each before those that it forwards to, at every priority
-- ARGV  group, allowed lateness in ms, ms without an update after which all spans close, most ms for which entries hold the
--       watermark back, most spans to tell, how many of the inboxes are the first stage's
-- Needs windowProgress: must HMGET HSET; windowOpen: must allowWhenFull ZCARD ZRANGE
-- Needs inbox: must EXISTS XPENDING XINFO|GROUPS XINFO|STREAM; server: TIME
-- Reply { span, end in ms ... } of spans to close, first ones first
-- A full server refuses nothing, since spans that are closed make room.
-- Invariant: the watermark only rises. It rises to an event's time only when all entries are settled that were before or beside that event
-- when it was seen. These are the entries that workers of the first stage had been given, and those that come of them. So if an event was
-- in time when it came, it is still in time when it is handled out of turn, or again after its worker died. The watermark does not wait for
-- what a retry delays, and for nothing longer than the bound.
--
-- How it is known: `newest` is the newest event time so far. A barrier remembers it as `goal`, and the last id that the first stage has
-- given out as `id`. When no entry up to that id is pending any more, all that came of these entries is in an inbox further on. So the
-- barrier goes on to the next stage, `stage`, with the last id of that stage. Behind the last stage `goal` becomes the watermark, `low`.
-- Times (`held`, `quiet`) are counted in ms for which workers tick: while no worker runs, nothing grows old. `ticked` is when a worker did,
-- or opened the first span.

local call = redis.call
local progress, open, group = KEYS[1], KEYS[2], ARGV[1]
local lateness, idle, hold, firsts = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[6])
local MOST_BETWEEN_TICKS = 1000

local denied = denier('windows stay open')
local wrong = must(progress, 'hash') or must(open, 'zset') or denied('HMGET', progress) or denied('HSET', progress)
  or denied('ZCARD', open) or denied('ZRANGE', open) or denied('ZREM', open)
for k = 3, #KEYS do
  wrong = wrong or must(KEYS[k], 'stream')
end
if wrong then
  return redis.error_reply(wrong)
end
if call('ZCARD', open) == 0 then
  return {}
end

local function named(flat)
  local map = {}
  for k = 1, #flat, 2 do
    map[flat[k]] = flat[k + 1]
  end
  return map
end

local function workers(inbox)
  for _, info in ipairs(call('XINFO', 'GROUPS', inbox)) do
    local found = named(info)
    if found['name'] == group then
      return found
    end
  end
end

local function given(inbox)
  local found = call('EXISTS', inbox) == 1 and workers(inbox)
  return found and found['last-delivered-id'] or '0-0'
end

local function added(inbox)
  return call('EXISTS', inbox) == 1 and named(call('XINFO', 'STREAM', inbox))['last-generated-id'] or '0-0'
end

local function after(id, other)
  local ms, n = string.match(id, '^(%d+)-(%d+)')
  local otherMs, otherN = string.match(other, '^(%d+)-(%d+)')
  ms, n, otherMs, otherN = tonumber(ms), tonumber(n), tonumber(otherMs), tonumber(otherN)
  return ms > otherMs or (ms == otherMs and n > otherN)
end

-- Whether every entry up to this one has been given to a worker and settled.
local function settled(inbox, id)
  if call('EXISTS', inbox) == 0 then
    return true
  end
  local found = workers(inbox)
  if not found or after(id, found['last-delivered-id']) then
    return not after(id, '0-0')
  end
  local oldest = found['pending'] > 0 and call('XPENDING', inbox, group)[2]
  return not oldest or after(oldest, id)
end

local function nothingLeft()
  for k = 3, #KEYS do
    if not settled(KEYS[k], added(KEYS[k])) then
      return false
    end
  end
  return true
end

local FIELDS = {'low', 'newest', 'updates', 'ticked', 'seen', 'quiet', 'stage', 'id', 'goal', 'held'}
local is = {}
for k, value in ipairs(call('HMGET', progress, unpack(FIELDS))) do
  is[FIELDS[k]] = value or nil
end
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local since = math.max(0, math.min(now - (tonumber(is.ticked) or now), MOST_BETWEEN_TICKS))
local low, newest = tonumber(is.low) or -math.huge, tonumber(is.newest) or -math.huge
local quiet = is.seen == is.updates and (tonumber(is.quiet) or 0) + since or 0
local stage, id, goal, held = tonumber(is.stage) or 0, is.id, tonumber(is.goal), (tonumber(is.held) or 0) + since

if not id or not goal or 2 + stage > #KEYS then
  stage = 0 -- there is none, or workers of another version of the pipeline knew more stages
end
if stage == 0 and newest > low then
  stage, id, goal, held = 1, given(KEYS[3]), newest, 0
end
while stage > 0 and (held >= hold or settled(KEYS[2 + stage], id)) do
  if 2 + stage == #KEYS then
    low, stage = math.max(low, goal), 0
  else
    stage = stage + 1
    id = stage <= firsts and given(KEYS[2 + stage]) or added(KEYS[2 + stage])
  end
end
if quiet >= idle and (quiet >= idle + hold or nothingLeft()) then
  low = math.max(low, tonumber(call('ZRANGE', open, -1, -1, 'WITHSCORES')[2]) + lateness)
end

local function text(number)
  return string.format('%.0f', number)
end

local changes = {'ticked', text(now), 'seen', is.updates or '0', 'quiet', text(quiet), 'stage', text(stage)}
if stage > 0 then
  for _, change in ipairs({'id', id, 'goal', text(goal), 'held', text(held)}) do
    changes[#changes + 1] = change
  end
end
if low > -math.huge then
  changes[#changes + 1] = 'low'
  changes[#changes + 1] = text(low)
end
allowWhenFull(open)
call('HSET', progress, unpack(changes))
if low == -math.huge then
  return {}
end
return call('ZRANGE', open, '-inf', text(low - lateness), 'BYSCORE', 'LIMIT', 0, ARGV[5], 'WITHSCORES')
