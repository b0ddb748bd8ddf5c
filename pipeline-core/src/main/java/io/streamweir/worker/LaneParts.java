package io.streamweir.worker;

import io.streamweir.redis.EntryReader;
import io.streamweir.redis.InboxScripts;
import io.streamweir.redis.RedisLink;

/** What one lane is made of. */
record LaneParts(
    WorkerListener.LaneId id,
    String inbox,
    RedisLink link,
    EntryReader reader,
    InHand inHand,
    Downstream downstream,
    Settler settler,
    EntryRun<?, ?> run,
    Crew crew,
    Reclaimer reclaimer,
    InboxScripts scripts,
    WorkerListener listener) {}
