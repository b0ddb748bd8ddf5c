-- The effect of an entry whose job was cancelled: nothing, since the job has ended. But a failover may have undone a cancel that this
-- worker had heard of. No worker handles the entry then, so its job ends here.
--
-- result key, ttl in ms, end
-- Needs nothing

effects['end-cancelled'] = {
  apply = function(_, at)
    if not isCancelled(jobOf(at)) then
      store(at, 'NX')
    end
  end
}
