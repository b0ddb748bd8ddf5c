-- The effect of a job that has so many entries more, or fewer, which hold its dedupe key: the last one lets go of it. Nothing where
-- another job holds the key.
--
-- dedupe key, job, change, ttl in ms after which the key is forgotten
-- Needs unique: must

effects['hold-key'] = {
  apply = function(_, at)
    hold(KEYS[tonumber(ARGV[at])], ARGV[at + 1], tonumber(ARGV[at + 2]), ARGV[at + 3])
  end,
  -- An entry of a cancelled job holds no key any more, whatever was to become of it.
  letGo = function(at)
    hold(KEYS[tonumber(ARGV[at])], ARGV[at + 1], -1, ARGV[at + 3])
  end
}
