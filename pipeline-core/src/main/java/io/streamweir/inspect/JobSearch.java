package io.streamweir.inspect;

import io.streamweir.codec.PayloadJson;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.jobs.LaterEntries;
import io.streamweir.internal.housekeeping.LiveWorkers;
import io.streamweir.internal.housekeeping.WorkerPresence;
import io.streamweir.internal.wire.FirstUse;
import io.streamweir.pipeline.JobId;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.PipelineFacts.StageFacts;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks for the entries of one job, stage by stage. For one search and thread. */
final class JobSearch {
  private static final int MOST_EACH = 10_000; // entries of each state of a stage at a place
  private static final int MOST_ALL = 100_000;
  private static final long MOST_BYTES = 64 << 20; // of payloads
  private static final int STEP = 64;
  private static final Duration CLOCKS = Duration.ofSeconds(1); // may differ by so much

  private final RedisLink link;
  private final PipelineFacts<?> pipeline;
  private final PayloadJson payloads;
  private final List<JobEntry> entries = new ArrayList<>();
  private boolean complete = true;
  private int looked;
  private long bytes;

  JobSearch(RedisLink link, PipelineFacts<?> pipeline, PayloadJson payloads) {
    this.link = link;
    this.pipeline = pipeline;
    this.payloads = payloads;
  }

  /** The stages in their order, since a job moves that way while it is looked for. */
  FoundJob find(String jobId) {
    JobId.check(jobId);
    long now = new InboxQueries(link).now();
    FirstUse<LiveWorkers> live =
        new FirstUse<>(() -> link.await(WorkerPresence.alive(link, pipeline.name(), now)));
    String from = position(JobId.madeAt(jobId), now);
    for (StageFacts stage : pipeline.stages()) {
      for (Keys keys : Keys.levels(link, pipeline)) {
        JobSource source = new JobSource(link, keys, stage.name(), payloads, live, now);
        for (JobState state : List.of(JobState.WAITING, JobState.PENDING, JobState.DEAD)) {
          asFarAsAllowed(() -> look(source, state, from, jobId));
        }
        asFarAsAllowed(
            () ->
                new LaterEntries(link, keys, stage.name())
                    .ofJob(jobId)
                    .forEach(waiting -> entries.add(source.later(waiting))));
      }
    }
    return new FoundJob(entries, complete, looked);
  }

  /** If the user may not look somewhere, the search goes on with the rest. */
  private void asFarAsAllowed(Runnable look) {
    try {
      look.run();
    } catch (RedisCallException e) {
      if (!e.code().equals("NOPERM")) {
        throw e;
      }
      complete = false;
    }
  }

  /** No entry of the job is older than the job, as far as its id tells; all are looked at else. */
  private static String position(Optional<Instant> madeAt, long now) {
    return madeAt
        .filter(at -> at.toEpochMilli() < now + CLOCKS.toMillis())
        .map(at -> Math.max(0, at.minus(CLOCKS).toEpochMilli()) + "-0")
        .orElse("");
  }

  private void look(JobSource source, JobState state, String from, String jobId) {
    String position = from;
    int most = looked + MOST_EACH;
    while (looked < Math.min(most, MOST_ALL) && bytes < MOST_BYTES) {
      JobSource.Step step =
          source.after(state, position, STEP, entry -> entry.jobId().equals(jobId));
      for (JobSource.Seen seen : step.seen()) {
        looked++;
        bytes += seen.bytes();
        position = seen.position();
        JobEntry entry = seen.entry();
        if (entry != null) {
          entries.add(entry);
        }
      }
      if (step.end()) {
        return;
      }
    }
    complete = false;
  }
}
