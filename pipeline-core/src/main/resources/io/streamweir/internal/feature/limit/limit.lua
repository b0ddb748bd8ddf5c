-- Grants an agent as many entries as its stage's limits leave now, over all workers. An agent asks for all lanes of one worker.
--
-- KEYS  1 limit, 2 limitRunning, 3 limitUntil, 4 limitWaiting
-- ARGV  agent, lease in ms, number of this call, entries that the agent handles, entries that it wants, permits that it gives
--       back, us from one permit to the next (0: no rate), burst, most entries handled at once (0: no bound)
-- Needs limit: HGET HLEN HGETALL HSET HDEL PEXPIRE; limitRunning: HGET HLEN HGETALL HSET HDEL PEXPIRE
-- Needs limitUntil: ZCARD ZRANGE ZADD ZREMRANGEBYSCORE PEXPIRE; limitWaiting: ZCARD ZADD ZREM ZREMRANGEBYSCORE PEXPIRE; server: TIME
-- Reply permits granted, ms after which to ask again for the others (0: all were granted), entries that the agent has beyond its share
--       while another one waits with less (0: none does)
-- If the clock was set back, other agents' entries count for at most a lease from now on.
-- Invariant: never more permits than rate and burst allow by the server's clock; never more grants than the other agents whose leases run
-- leave free. What an agent says replaces what it said before, and an older call changes nothing.
--
-- `limit` holds under `rate` until when permits are given out, in us: the generic cell rate algorithm, a token bucket that needs no
-- refilling. `limitRunning` holds for each agent the number of its last call and its entries, and under `total` the sum of all entries.
-- `limitUntil` says until when each agent's entries count, in ms. So a call costs the same, no matter how many agents there are.
--
-- An agent begins an entry where another one has ended without a call: what it has said stays true. It gives a place back where it has no
-- entry for it, or where it was told of a surplus. Agents that wait with less than their share are in `limitWaiting`, by until when a place
-- is kept for each. The more agents there are, the longer each waits after a refusal: together they ask equally often.
--
-- Older workers have a field in `limit` for each of their lanes: number of its last call, entries, until when they count, in ms. They
-- are counted here. The field `lane:agents` has the same form, and tells older workers what all agents handle.

local LIMIT, RUNNING, UNTIL, WAITING = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local AGENTS, DAY, STEP_MS, LONGEST_MS, KEPT_MS = 'lane:agents', 86400000, 10, 500, 1500
local agent, lease, number = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local held, wanted, unused = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local interval, burst, most = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])

-- Else a rate could be counted and an agent not.
local denied = denier('nothing was granted')
local wrong = lacks(denied, {'HGET', 'HLEN', 'HGETALL', 'HSET', 'HDEL', 'PEXPIRE'}, LIMIT)
if most > 0 then
  wrong = wrong or lacks(denied, {'HGET', 'HLEN', 'HGETALL', 'HSET', 'HDEL', 'PEXPIRE'}, RUNNING)
    or lacks(denied, {'ZCARD', 'ZRANGE', 'ZADD', 'ZREMRANGEBYSCORE', 'PEXPIRE'}, UNTIL)
    or lacks(denied, {'ZCARD', 'ZADD', 'ZREM', 'ZREMRANGEBYSCORE', 'PEXPIRE'}, WAITING)
end
if wrong then
  return redis.error_reply(wrong)
end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local millis = math.floor(now / 1000)
local till = string.format('%.0f', millis + lease)

-- The number of the agent's last call, and its entries.
local function word(of)
  local last, entries = string.match(redis.call('HGET', RUNNING, of) or '', '^(%d+) (%d+)$')
  return tonumber(last), tonumber(entries) or 0
end

-- What all agents handle. It is counted anew where a part of the data was lost.
local function total()
  local kept = tonumber(redis.call('HGET', RUNNING, 'total') or '')
  if kept and redis.call('HLEN', RUNNING) == redis.call('ZCARD', UNTIL) + 1 then
    return kept
  end
  local sum, words = 0, redis.call('HGETALL', RUNNING)
  redis.call('ZREMRANGEBYSCORE', UNTIL, '-inf', '+inf')
  for i = 1, #words, 2 do
    local entries = string.match(words[i + 1], '^%d+ (%d+)$')
    if entries then
      sum = sum + tonumber(entries)
      redis.call('ZADD', UNTIL, till, words[i])
    else
      redis.call('HDEL', RUNNING, words[i])
    end
  end
  return sum
end

-- What agents handle whose leases run. Forgets the others.
local function running()
  local sum = total()
  for _, gone in ipairs(redis.call('ZRANGE', UNTIL, '-inf', millis, 'BYSCORE')) do
    local _, entries = word(gone)
    sum = sum - entries
    redis.call('HDEL', RUNNING, gone)
    redis.call('ZREM', WAITING, gone)
  end
  redis.call('ZREMRANGEBYSCORE', UNTIL, '-inf', millis)
  for _, ahead in ipairs(redis.call('ZRANGE', UNTIL, '(' .. till, '+inf', 'BYSCORE')) do
    redis.call('ZADD', UNTIL, till, ahead)
  end
  return sum
end

-- What lanes of older workers handle whose leases run.
local function lanes()
  local expected = 0
  for _, field in ipairs({'rate', AGENTS}) do
    expected = expected + (redis.call('HGET', LIMIT, field) and 1 or 0)
  end
  if redis.call('HLEN', LIMIT) == expected then
    return 0
  end
  local sum, known = 0, redis.call('HGETALL', LIMIT)
  for i = 1, #known, 2 do
    local field = known[i]
    local last, entries, ends = string.match(known[i + 1], '^(%d+) (%d+) (%d+)$')
    if field ~= 'rate' and field ~= AGENTS then
      if not last or tonumber(ends) <= millis then
        redis.call('HDEL', LIMIT, field)
      else
        sum = sum + tonumber(entries)
        if tonumber(ends) > millis + lease then
          redis.call('HSET', LIMIT, field, string.format('%s %s %s', last, entries, till))
        end
      end
    end
  end
  return sum
end

local last, before, others, agents, share
local granted, refused, waiters = wanted, false, 0
if most > 0 then
  last, before = word(agent)
  if last and last >= number then
    return {0, 0, 0}
  end
  redis.call('HDEL', LIMIT, '') -- first what a full server allows too, so that it allows the rest: what is handled makes room
  others = running()
  last, before = word(agent)
  others = others - before
  redis.call('ZADD', UNTIL, till, agent)
  redis.call('ZREM', WAITING, agent)
  redis.call('ZREMRANGEBYSCORE', WAITING, '-inf', millis)
  redis.call('ZREMRANGEBYSCORE', WAITING, '(' .. millis + KEPT_MS, '+inf')
  agents = redis.call('ZCARD', UNTIL)
  share = math.max(1, math.floor(most / agents))
  local free = most - held - others - lanes()
  waiters = redis.call('ZCARD', WAITING)
  local beyond = free - waiters
  granted = math.max(0, math.min(wanted, math.max(math.min(share - held, free), beyond)))
  refused = granted < wanted
end

local wait = refused and math.min(LONGEST_MS, STEP_MS * agents) or 0
local taken, rated = now, false
if interval > 0 then
  taken = tonumber(redis.call('HGET', LIMIT, 'rate') or '') or now
  -- Never farther ahead than the burst: a clock that was set back must not stop the stage. That is written down also where nothing is
  -- granted, else the next call would begin with the same.
  local full = now + burst * interval
  rated = taken > full
  taken = math.min(math.max(taken - unused * interval, now), full)
  granted = math.min(granted, math.floor((full - taken) / interval + 0.001))
  rated = rated or granted > 0 or unused > 0
  taken = taken + granted * interval
  if granted < wanted and math.floor((full - taken) / interval + 0.001) < 1 then
    -- Permits that come close together are worth one call, not one each.
    local worthwhile = math.min(wanted - granted, burst, math.max(1, math.floor(5000 / interval)))
    wait = math.max(1, math.ceil((taken + worthwhile * interval - full) / 1000))
    refused = false -- by the bound
  end
end

if rated then
  redis.call('HDEL', LIMIT, '')
  redis.call('HSET', LIMIT, 'rate', string.format('%.3f', taken))
end
if most > 0 then
  local entries = held + granted
  local sum = others + entries
  redis.call('HSET', RUNNING, agent, string.format('%.0f %.0f', number, entries), 'total', string.format('%.0f', sum))
  if refused and entries < share then
    redis.call('ZADD', WAITING, millis + KEPT_MS, agent)
    redis.call('PEXPIRE', WAITING, DAY)
  end
  if sum > 0 then
    local longest = redis.call('ZRANGE', UNTIL, -1, -1, 'WITHSCORES')[2]
    redis.call('HSET', LIMIT, AGENTS, string.format('0 %.0f %.0f', sum, tonumber(longest)))
  else
    redis.call('HDEL', LIMIT, AGENTS)
  end
  redis.call('PEXPIRE', RUNNING, DAY)
  redis.call('PEXPIRE', UNTIL, DAY)
end
if most > 0 or rated then
  redis.call('PEXPIRE', LIMIT, DAY + math.max(0, math.ceil((taken - now) / 1000)))
end
return {granted, wait, waiters > 0 and math.max(0, held + granted - share) or 0}
