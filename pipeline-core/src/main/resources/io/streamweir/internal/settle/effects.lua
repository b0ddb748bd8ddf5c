-- The effects that a settlement may have, and those that need no feature. This text is sent in front of settle.lua; texts of features,
-- which add effects of theirs, are between the two.
--
-- An effect is written as its name, the number of its arguments, and these. `effects` has by name:
--   apply(id, at, last)   carries it out for the entry; its arguments are ARGV[at] to ARGV[last]
-- and where there is something to say:
--   job(at)               the job that it ends or puts off; where that was cancelled, the entry is overtaken
--   over(at)              whether something has made it void, which overtakes the entry, too
--   letGo(at)             what it still does where the entry was overtaken
--   mayRun(at)            asked before the acknowledgement, of an entry's first effect: the entry is fenced where it may not
-- `parts` has by name what is done for the whole batch: part(at, last, without), with the positions of entries that do not count.
-- A key among the arguments is its place in KEYS; 0 says that there is none.
-- Needs inbox: mayNotAppend XADD XRANGE; later: must ZADD; dead: mayNotAppend XADD; ends: mayNotAppend
-- Needs cancelled: TYPE ZSCORE; server: TIME

local results = KEYS[2]
local told = {publish = ARGV[4], channel = results, log = KEYS[tonumber(ARGV[7])], kept = tonumber(ARGV[8]),
  channels = tonumber(ARGV[9])}
local cancelled = KEYS[tonumber(ARGV[5])] -- nil where nothing here ends or puts off a job
local anyCancelled = cancelled and call('TYPE', cancelled).ok == 'zset' -- else none is looked up
local effects, parts = {}, {}

-- In ms since 1970; only where an effect has said that it reads the clock.
local now
if ARGV[6] == '1' then
  local time = call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

-- `results` and `result:` are of one length, so what follows in a result's key is the job.
local function jobOf(at)
  return string.sub(KEYS[tonumber(ARGV[at])], #results + 1)
end

local function isCancelled(job)
  return anyCancelled and call('ZSCORE', cancelled, job)
end

-- Makes the entry a dead letter: dead stream, reason, error, attempts.
local function bury(id, at)
  local letter = {'reason', ARGV[at + 1], 'error', ARGV[at + 2], 'attempts', ARGV[at + 3], 'entry', id}
  local found = call('XRANGE', inbox, id, id)[1]
  local fields = found and found[2] or {}
  -- Lua passes no more than 8000 arguments: an entry of more fields, which anybody may append, must not break a settlement.
  local kept = math.min(#fields, 4000)
  if kept < #fields then
    letter[#letter + 1] = 'omitted'
    letter[#letter + 1] = tostring((#fields - kept) / 2)
  end
  for k = 1, kept, 2 do
    letter[#letter + 1] = 'f:' .. fields[k]
    letter[#letter + 1] = fields[k + 1]
  end
  call('XADD', KEYS[tonumber(ARGV[at])], '*', unpack(letter))
end

-- A job's end, as ends.lua says: result key, ttl in ms, end.
local function store(at, ...)
  endJob(told, KEYS[tonumber(ARGV[at])], ARGV[at + 1], ARGV[at + 2], ...)
end

-- The job of an entry whose fields begin at `at`: entries of ours begin with it.
local function jobOfFields(at)
  return ARGV[at] == 'j' and ARGV[at + 1]
end

-- inbox, then fields
effects['append'] = {
  apply = function(_, at, last)
    call('XADD', KEYS[tonumber(ARGV[at])], '*', unpack(ARGV, at + 1, last))
  end
}

-- later set, delay in ms, nonce, then fields
effects['delay'] = {
  job = function(at)
    return jobOfFields(at + 3)
  end,
  apply = function(_, at, last)
    local member = cmsgpack.pack({ARGV[at + 2], unpack(ARGV, at + 3, last)})
    call('ZADD', KEYS[tonumber(ARGV[at])], now + tonumber(ARGV[at + 1]), member)
  end
}

-- result key, ttl in ms, result
effects['store'] = {
  job = jobOf,
  apply = function(_, at)
    store(at)
  end
}

-- dead stream, reason, error, attempts, then result key or 0, ttl in ms, failure
effects['bury'] = {
  job = function(at)
    return ARGV[at + 4] ~= '0' and jobOf(at + 4)
  end,
  apply = function(id, at)
    bury(id, at)
    if ARGV[at + 4] ~= '0' then
      store(at + 4)
    end
  end
}
