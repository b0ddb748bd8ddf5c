-- What scripts ask before their first write. It is sent in front of them and is no script of its own.
-- Needs must(key): TYPE; allowWhenFull(set): ZREM; mayNotAppend(stream): TYPE XLEN XRANGE XINFO|GROUPS XINFO|STREAM

-- Why the key does not hold what belongs there; nothing where it does, or where there is no such key.
local function must(key, kind)
  local found = redis.call('TYPE', key).ok
  if found ~= 'none' and found ~= kind then
    return 'WRONGTYPE key ' .. key .. ' holds a ' .. found .. ' where a ' .. kind .. ' belongs'
  end
end

-- A full server refuses every command that may take memory, until the script has removed something. So scripts that make room in the end
-- call this before their first write. It removes a member that no sorted set has.
local function allowWhenFull(set)
  redis.call('ZREM', set, '\0streamweir')
end

-- As many words as a command has behind its key, at the least. Comparisons, since a table would be made anew by each call.
local function fillers(c)
  if c == 'XADD' then
    return '0', '0', '0'
  elseif c == 'XACK' or c == 'ZADD' or c == 'HINCRBY' or c == 'HSET' or c == 'HSETNX' or c == 'XRANGE'
    or c == 'ZRANGE' or c == 'XTRIM' or c == 'ZREMRANGEBYSCORE' then
    return '0', '0'
  elseif c == 'SET' or c == 'HGET' or c == 'HMGET' or c == 'ZREM' or c == 'ZSCORE' or c == 'ZRANK' or c == 'XPENDING'
    or c == 'PEXPIRE' or c == 'HDEL' or c == 'HEXISTS' or c == 'XDEL' or c == 'PUBLISH' or c == 'SPUBLISH' then
    return '0'
  elseif c == 'GET' or c == 'DEL' or c == 'XLEN' or c == 'ZCARD' or c == 'TYPE' or c == 'EXISTS' or c == 'UNLINK'
    or c == 'HGETALL' or c == 'HLEN' or c == 'PFADD' or c == 'PFCOUNT' then
    return
  elseif c == 'XCLAIM' or c == 'XAUTOCLAIM' then
    return '0', '0', '0', '0'
  end
  error('checks.lua does not know the command ' .. c)
end

-- Whether the user may run a command on a key. Redis answers only for a whole command, so the words that lack are added.
local function mayRun(command, key)
  return redis.acl_check_cmd(command, key, fillers(command))
end

-- A script runs with its user's rights, command by command, and those can change at any time. Answers with a function that
-- says why the user may not run a command on a key, and what comes of that; nothing where it may.
local function denier(consequence)
  return function(command, key)
    if not mayRun(command, key) then
      return 'NOPERM ' .. consequence .. ': this user may not ' .. command .. ' ' .. key
    end
  end
end

-- No id comes behind this one. Anyone may append with it, or with one that leaves few.
local LAST_MS, LAST_SEQ = '18446744073709551615', '18446744073700000000'

local function isLast(id)
  local ms, seq = string.match(id, '^(%d+)-(%d+)$')
  return ms == LAST_MS and #seq == #LAST_SEQ and seq >= LAST_SEQ
end

-- Of the flat list that XINFO answers with.
local function field(info, name)
  for k = 1, #info, 2 do
    if info[k] == name then
      return info[k + 1]
    end
  end
end

-- Whether a stream has given out its last ids; the entries that had them may be gone. XINFO STREAM says it for sure, but copies two
-- entries, so it is asked only where others cannot say.
local function exhausted(stream)
  if #redis.pcall('XRANGE', stream, LAST_MS .. '-' .. LAST_SEQ, '+', 'COUNT', 1) > 0 then
    return true
  end
  local groups = redis.pcall('XINFO', 'GROUPS', stream)
  local unsure = #groups == 0 or redis.pcall('XLEN', stream) == 0
  for _, group in ipairs(groups) do
    if isLast(field(group, 'last-delivered-id')) then
      return true
    end
    unsure = unsure or not field(group, 'lag') -- entries were deleted
  end
  local last = unsure and field(redis.pcall('XINFO', 'STREAM', stream), 'last-generated-id')
  return last and isLast(last)
end

-- Why nothing may be appended to a stream, which need not be there; nothing where it may. An append that failed behind the first
-- write would leave half of what was to be done.
local function mayNotAppend(stream, denied)
  local found = redis.call('TYPE', stream).ok
  if found == 'none' then
    return denied('XADD', stream)
  elseif found ~= 'stream' then
    return must(stream, 'stream')
  end
  return denied('XADD', stream)
    or exhausted(stream) and 'EXHAUSTED stream ' .. stream .. ' has given out its last id and takes no entry any more'
    or nil
end

-- As a denier, for several commands on one key.
local function lacks(denied, commands, key)
  local no
  for _, command in ipairs(commands) do
    no = no or denied(command, key)
  end
  return no
end

-- Whether a stream's id is above another one. Ids are compared as decimal digits: a number of Lua holds them exactly only below 2^53.
local function isAbove(id, other)
  local ms, seq = string.match(id, '(%d+)-(%d+)')
  local otherMs, otherSeq = string.match(other, '(%d+)-(%d+)')
  if ms == otherMs then
    ms, otherMs = seq, otherSeq
  end
  return #ms > #otherMs or (#ms == #otherMs and ms > otherMs)
end
