-- What workers ran that had a word for each of their lanes.
--
-- KEYS  1 limit
-- ARGV  lane, lease in ms, number of this call, entries that the lane handles, entries that it wants, permits that it gives
--       back, us from one permit to the next (0: no rate), burst, most entries handled at once (0: no bound)

-- Reply permits granted, ms after which to ask again (0: unknown)
-- If the clock was set back, other lanes' entries count for at most a lease from now on.
-- Invariant: never more permits than rate and burst allow by the server's clock; never more grants than the other lanes whose leases run
-- leave free. What a lane says replaces what it said before, and an older call changes nothing.
--
-- The hash holds under `rate` until when permits are given out, in us: the generic cell rate algorithm, a token bucket that
-- needs no refilling. Each other field is a lane: number of its last call, entries, until when they count, in ms.

local lane, lease, number = 'lane:' .. ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local held, wanted, unused = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local interval, burst, most = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])

-- Else a rate could be counted and a lane not.
local wrong = lacks(denier('nothing was granted'), {'HSET', 'HDEL', 'PEXPIRE'}, KEYS[1])
if wrong then
  return redis.error_reply(wrong)
end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local granted, wait = wanted, 0
local taken, free = now, most - held
local gone, ahead, changes = {}, {}, {}
local known = redis.call('HGETALL', KEYS[1])
for i = 1, #known, 2 do
  local last, entries, till = string.match(known[i + 1], '^(%d+) (%d+) (%d+)$')
  if known[i] == 'rate' then
    taken = tonumber(known[i + 1]) or now
  elseif known[i] == lane then
    if last and tonumber(last) >= number then
      return {0, 0}
    end
  elseif not last or tonumber(till) * 1000 <= now then
    gone[#gone + 1] = known[i]
  else
    free = free - tonumber(entries)
    if tonumber(till) > math.floor(now / 1000) + lease then
      ahead[#ahead + 1] = known[i]
      ahead[#ahead + 1] = string.format('%s %s %.0f', last, entries, math.floor(now / 1000) + lease)
    end
  end
end

if most > 0 then
  granted = math.max(0, math.min(granted, free))
end
if interval > 0 then
  -- Never farther ahead than the burst: a clock that was set back must not stop the stage. That is written down also where nothing is
  -- granted, else the next call would begin with the same.
  local full = now + burst * interval
  local wasAhead = taken > full
  taken = math.min(math.max(taken - unused * interval, now), full)
  local there = math.floor((full - taken) / interval + 0.001)
  granted = math.min(granted, there)
  if wanted > 0 and there < 1 then
    -- Permits that come close together are worth one call, not one each.
    local worthwhile = math.min(wanted, burst, math.max(1, math.floor(5000 / interval)))
    wait = math.max(1, math.ceil((taken + worthwhile * interval - full) / 1000))
  end
  if granted > 0 or unused > 0 or wasAhead then
    taken = taken + granted * interval
    changes = {'rate', string.format('%.3f', taken)}
  end
end
if most > 0 then
  for _, word in ipairs(ahead) do
    changes[#changes + 1] = word
  end
  changes[#changes + 1] = lane
  changes[#changes + 1] = string.format('%.0f %.0f %.0f', number, held + granted, math.floor(now / 1000) + lease)
end

for _, field in ipairs(gone) do
  redis.call('HDEL', KEYS[1], field)
end
if #changes > 0 then
  redis.call('HDEL', KEYS[1], '') -- first what a full server allows too, so that it allows the rest: what is handled makes room
  redis.call('HSET', KEYS[1], unpack(changes))
  redis.call('PEXPIRE', KEYS[1], 86400000 + math.max(0, math.ceil((taken - now) / 1000)))
end
return {granted, wait}
