-- What workers say of themselves, in a sorted set by when each was heard last, in ms since 1970. A worker repeats it; what was not said again
-- in time is forgotten, each by itself and the key as a whole.
--
-- Needs say(key): ZADD ZREM ZREMRANGEBYSCORE PEXPIRE; server: TIME

local call = redis.call

-- Says it in place of what was said before; empty for nothing.
local function say(key, before, said, life)
  local time = call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  if said ~= '' then
    call('ZREMRANGEBYSCORE', key, '-inf', now - life) -- first what a full server allows too, so that it allows the rest
    call('ZADD', key, now, said)
    call('PEXPIRE', key, life)
  end
  if before ~= '' and before ~= said then
    call('ZREM', key, before)
  end
  return {said}
end
