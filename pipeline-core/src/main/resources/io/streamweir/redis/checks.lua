-- What scripts ask before their first write; it is sent in front of them and is no script of its own.

-- Why the key does not hold what belongs there; nothing where it does, or where there is no such key.
local function must(key, kind)
  local found = redis.call('TYPE', key).ok
  if found ~= 'none' and found ~= kind then
    return 'WRONGTYPE key ' .. key .. ' holds a ' .. found .. ' where a ' .. kind .. ' belongs'
  end
end

-- Why nothing can be appended to the stream; nothing where something can. Anyone may append with the highest id that there is, and
-- no id comes behind that one.
local function exhausted(stream)
  local info = redis.call('TYPE', stream).ok == 'stream' and redis.pcall('XINFO', 'STREAM', stream) or {}
  for k = 1, #info, 2 do
    if info[k] == 'last-generated-id' and info[k + 1] == '18446744073709551615-18446744073709551615' then
      return 'EXHAUSTED stream ' .. stream .. ' has given out its last id and takes no entry any more'
    end
  end
end

-- A full server refuses whatever may take memory, until the script has removed something. So scripts that make room in the end call
-- this before their first write. It removes a member that no sorted set has.
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
  elseif c == 'SET' or c == 'HGET' or c == 'HMGET' or c == 'ZREM' or c == 'ZSCORE' or c == 'XPENDING'
    or c == 'PEXPIRE' or c == 'HDEL' or c == 'HEXISTS' or c == 'XDEL' then
    return '0'
  elseif c == 'GET' or c == 'DEL' or c == 'XLEN' or c == 'ZCARD' or c == 'TYPE' or c == 'EXISTS' or c == 'UNLINK'
    or c == 'HGETALL' or c == 'PFADD' or c == 'PFCOUNT' then
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

-- A script runs with its user's permissions, command by command, and those can change at any time. Answers with a function that
-- says why the user may not run a command on a key, and what comes of that; nothing where it may.
local function denier(consequence)
  return function(command, key)
    if not mayRun(command, key) then
      return 'NOPERM ' .. consequence .. ': this user may not ' .. command .. ' ' .. key
    end
  end
end

-- As a denier, for several commands on one key.
local function lacks(denied, commands, key)
  local no
  for _, command in ipairs(commands) do
    no = no or denied(command, key)
  end
  return no
end
