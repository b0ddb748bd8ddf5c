-- How settle.lua fills windows: a part of its batch. It is sent in front of it and is no script of its own.
--
-- ARGV  D windows, S spans, K HyperLogLogs, E entries; the places in KEYS of the first hash of how far a window has come, the first
--       sorted set of open spans, the first hash of a span, the first HyperLogLog: D, D, S and K stand behind each other; then for each
--       window: allowed lateness in ms, and how many ms ahead of the clock a span may begin; for each span: window, start, end, name,
--       updates, time of the newest, n measures, then n times what they are for the whole batch:
--         c name count | s name sum | l name least | g name greatest | d name texts text ...;
--       then for each of E entries that have part in it: position, part
--       part is read only where any entry is fenced, to add up the others: `@2:1431857103000=3:1` is an update of span 2 by an event
--       of that time, in which the span's measure 3 is 1; for texts, the first.
-- Invariant: a span has gathered each entry whose acknowledgement counted, once. No span is opened that the watermark has passed, or that
-- begins too far ahead of the clock: its events are counted as late or early.
-- A window that no code defines any more is closed by no worker. So its keys expire: those of a span 30 days after its end, those of the window
-- 60 days after its last span was opened.
-- Needs windowProgress: must HINCRBY HMGET HSET PEXPIRE; windowOpen: must PEXPIRE ZADD ZCARD; windowSpan: must HGET HINCRBY HSET PEXPIRE
-- Needs windowDistinct: must PEXPIRE PFADD

local MONTH = 2592000000 -- in ms

-- For how long a span is kept that no worker closes.
local function keptFor(span, now)
  return string.format('%.0f', MONTH + math.max(0, tonumber(span.stop) - now))
end

-- What the arguments from here on say of windows.
local function readWindows(at)
  local own = tonumber(ARGV[at])
  local read = {spans = tonumber(ARGV[at + 1]), entries = tonumber(ARGV[at + 3]), span = tonumber(ARGV[at + 6]),
    sketch = tonumber(ARGV[at + 7])}
  local progress, open = tonumber(ARGV[at + 4]), tonumber(ARGV[at + 5])
  at = at + 8
  for k = 1, own do
    read[k] = {progress = KEYS[progress + k - 1], open = KEYS[open + k - 1], lateness = tonumber(ARGV[at]), ahead = tonumber(ARGV[at + 1]),
      updates = 0, late = 0, early = 0}
    at = at + 2
  end
  read.at = at
  return read
end

-- The spans with their measures, and where the parts of entries begin.
local function readSpans(windows)
  local spans, at = {}, windows.at
  local sketch = windows.sketch
  for k = 1, windows.spans do
    local span = {window = windows[tonumber(ARGV[at])], key = KEYS[windows.span + k - 1], start = tonumber(ARGV[at + 1]),
      stop = ARGV[at + 2], name = ARGV[at + 3], updates = tonumber(ARGV[at + 4]), newest = tonumber(ARGV[at + 5])}
    local count = tonumber(ARGV[at + 6])
    at = at + 7
    for m = 1, count do
      local measure = {kind = ARGV[at], field = ARGV[at] .. ':' .. ARGV[at + 1], values = {ARGV[at + 2]}}
      if measure.kind == 'd' then
        measure.key, measure.values, measure.texts = KEYS[sketch], nil, at + 2
        sketch = sketch + 1
        measure.count = tonumber(ARGV[at + 2])
        at = at + measure.count
      end
      at = at + 3
      span[m] = measure
    end
    spans[k] = span
  end
  return spans, at
end

-- Adds up anew what those entries say that count.
local function addUpSpans(windows, spans, at, without)
  for _, span in ipairs(spans) do
    span.updates, span.newest = 0, -math.huge
    for _, measure in ipairs(span) do
      measure.values = {}
    end
  end
  for k = at, at + 2 * (windows.entries - 1), 2 do
    if not without[tonumber(ARGV[k])] then
      local span
      for what, number, value in string.gmatch(ARGV[k + 1], '([@=])(%d+):(-?%d+)') do
        if what == '@' then
          span = spans[tonumber(number)]
          span.updates, span.newest = span.updates + 1, math.max(span.newest, tonumber(value))
        else
          local measure = span[tonumber(number)]
          measure.values[#measure.values + 1] = measure.texts and ARGV[measure.texts + tonumber(value)] or value
        end
      end
    end
  end
end

local function addTexts(span, measure, now)
  local values, first, last = measure.values or ARGV, measure.texts + 1, measure.texts + measure.count
  if measure.values then
    first, last = 1, #values
  end
  for k = first, last, 1000 do -- Lua passes no more than 8000 arguments
    local first = redis.call('HSET', span.key, measure.field, '') == 1
    redis.pcall('PFADD', measure.key, unpack(values, k, math.min(k + 999, last)))
    if first then
      redis.call('PEXPIRE', measure.key, keptFor(span, now))
    end
  end
end

local function addMeasure(span, measure, now)
  if measure.kind == 'd' then
    return addTexts(span, measure, now)
  end
  for _, value in ipairs(measure.values) do
    if measure.kind == 'c' or measure.kind == 's' then
      redis.pcall('HINCRBY', span.key, measure.field, value)
    else
      local old, new = tonumber(redis.call('HGET', span.key, measure.field) or nil), tonumber(value)
      if not old or (measure.kind == 'l' and new < old) or (measure.kind == 'g' and new > old) then
        redis.call('HSET', span.key, measure.field, value)
      end
    end
  end
end

-- If nothing was open, no worker had to look at the window until now.
local function open(window, span, now)
  redis.call('ZADD', window.open, span.stop, span.name)
  if redis.call('ZCARD', window.open) == 1 then
    redis.call('HSET', window.progress, 'ticked', string.format('%.0f', now))
  end
  redis.call('PEXPIRE', span.key, keptFor(span, now))
  redis.call('PEXPIRE', window.open, 2 * MONTH)
  redis.call('PEXPIRE', window.progress, 2 * MONTH)
end

-- As with counters: if a value was overwritten with text from outside, that must not undo what is acknowledged.
local function fillSpan(span, now)
  local window = span.window
  if not window.low then
    local progress = redis.call('HMGET', window.progress, 'low', 'newest')
    window.low, window.newest = tonumber(progress[1] or nil) or -math.huge, tonumber(progress[2] or nil) or -math.huge
  end
  if tonumber(span.stop) + window.lateness <= window.low then
    window.late = window.late + span.updates
  elseif span.start > now + window.ahead then
    window.early = window.early + span.updates
  else
    window.updates = window.updates + span.updates
    if redis.pcall('HINCRBY', span.key, 'n', span.updates) == span.updates then
      open(window, span, now)
    end
    for _, measure in ipairs(span) do
      addMeasure(span, measure, now)
    end
    window.reached = math.max(window.reached or -math.huge, math.min(span.newest, now + window.ahead))
  end
end

-- Fills windows with what all entries say but those at the positions in `without`.
parts['windows'] = function(first, _, without)
  local windows = readWindows(first)
  local spans, at = readSpans(windows)
  if #without > 0 then
    local left = {}
    for _, position in ipairs(without) do
      left[position] = true
    end
    addUpSpans(windows, spans, at, left)
  end
  for _, span in ipairs(spans) do
    if span.updates > 0 then
      fillSpan(span, now)
    end
  end
  for _, window in ipairs(windows) do
    for _, field in ipairs({'updates', 'late', 'early'}) do
      if window[field] > 0 then
        redis.pcall('HINCRBY', window.progress, field, window[field])
      end
    end
    if window.reached and window.reached > window.newest then
      redis.call('HSET', window.progress, 'newest', string.format('%.0f', window.reached))
    end
  end
end
