-- The effect of an entry whose outcome submits a job to another pipeline.
-- Needs outbox: mayNotAppend XADD
--
-- outbox, then fields

effects['submit'] = {
  apply = function(_, at, last)
    call('XADD', KEYS[tonumber(ARGV[at])], '*', unpack(ARGV, at + 1, last))
  end
}
