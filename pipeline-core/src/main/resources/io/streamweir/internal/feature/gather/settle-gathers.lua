-- The effects of splits, of their parts and of gathers. gathers.lua describes their state.
-- Needs gathers: must; gather: must HMGET HSET; inbox: mayNotAppend; cancelled: must; unique: must

-- open gathers, state, gather inbox, generation, part, result: a part has ended
effects['end-part'] = {
  over = function(at)
    return generation(KEYS[tonumber(ARGV[at + 1])]) ~= ARGV[at + 3]
  end,
  apply = function(_, at)
    endPart(KEYS[tonumber(ARGV[at])], KEYS[tonumber(ARGV[at + 1])], KEYS[tonumber(ARGV[at + 2])], ARGV[at + 4], ARGV[at + 5])
  end
}

-- open gathers, state, gather inbox, generation, total, checksum: no more parts. Of two runs of one split, only the one whose parts are
-- there may end it.
effects['close-split'] = {
  mayRun = function(at)
    local known = call('HMGET', KEYS[tonumber(ARGV[at + 1])], 'gen', 'emitted', 'sum', 'total')
    return known[1] == ARGV[at + 3] and known[2] == ARGV[at + 4] and known[3] == ARGV[at + 5] and not known[4]
  end,
  apply = function(_, at)
    local state = KEYS[tonumber(ARGV[at + 1])]
    call('HSET', state, 'total', ARGV[at + 4])
    countDown(KEYS[tonumber(ARGV[at])], state, KEYS[tonumber(ARGV[at + 2])])
  end
}

-- open gathers, state
effects['forget-gather'] = {
  apply = function(_, at)
    removeGather(cancelled, KEYS[tonumber(ARGV[at])], KEYS[tonumber(ARGV[at + 1])], false)
  end
}

-- A part becomes a dead letter, which its gather lists or fails with. The job's failure is stored, and its dedupe key let go, only
-- where the job has failed with it.
-- As `bury`, then dedupe key or 0, open gathers, then for each gather that the entry is a part of, innermost first: state, gather
-- inbox, generation, part
effects['bury-part'] = {
  job = function(at)
    return jobOf(at + 4)
  end,
  over = function(at)
    return generation(KEYS[tonumber(ARGV[at + 9])]) ~= ARGV[at + 11]
  end,
  apply = function(id, at, last)
    bury(id, at)
    local levels = {}
    for k = at + 9, last, 4 do
      levels[#levels + 1] = {state = KEYS[tonumber(ARGV[k])], inbox = KEYS[tonumber(ARGV[k + 1])], gen = ARGV[k + 2], part = ARGV[k + 3]}
    end
    if failPart(cancelled, KEYS[tonumber(ARGV[at + 8])], levels, ARGV[at + 6]) then
      store(at + 4)
      if ARGV[at + 7] ~= '0' then
        hold(KEYS[tonumber(ARGV[at + 7])], jobOf(at + 4), -1, ARGV[at + 5])
      end
    end
  end
}
