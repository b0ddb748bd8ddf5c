package io.streamweir.internal.feature.tap;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.UndecodableException;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.Headers;
import io.streamweir.internal.lane.Pause;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.StageContext;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tap's loop over one inbox: reads, lets each entry be looked at until that succeeds, and
 * acknowledges. Nothing ends it but {@link #stop}.
 *
 * @param <I> what the stage takes
 */
public final class TapLoop<I extends SpecificRecord> implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(TapLoop.class);

  private final String namespace;
  private final WorkerListener.LaneId id;
  private final TapGroup entries;
  private final AvroCodec codec;
  private final Class<I> type;
  private final Look<I> look;
  private final Pause pause = new Pause(Duration.ofMillis(50), Duration.ofSeconds(5));
  private volatile boolean stopping;

  public TapLoop(
      String namespace,
      WorkerListener.LaneId id,
      TapGroup entries,
      AvroCodec codec,
      Class<I> type,
      Look<I> look) {
    this.namespace = namespace;
    this.id = id;
    this.entries = entries;
    this.codec = codec;
    this.type = type;
    this.look = look;
  }

  @Override
  public void run() {
    while (!stopping) {
      try {
        handle(entries.next());
        pause.reset();
      } catch (RedisCallException e) {
        failed(e);
        pause.take();
      } catch (RuntimeException | Error e) { // a tap outlives everything
        LOG.error("the tap of {} goes on after an unexpected error", id, e);
        entries.doubt();
        pause.take();
      }
    }
    entries.close();
  }

  private void failed(RedisCallException failure) {
    if (failure.passing() || failure.code().equals("NOGROUP")) {
      LOG.info("the tap of {} tries again: {}", id, failure.getMessage());
    } else {
      LOG.error("the tap of {} cannot read: {}", id, failure.getMessage());
    }
    entries.doubt();
  }

  @Override
  public String toString() {
    return id.toString();
  }

  /** Ends the loop after the entry that is being handled. */
  public void stop() {
    stopping = true;
    entries.unblock();
    pause.end();
  }

  private void handle(List<Entry> batch) {
    List<String> seen = new ArrayList<>();
    for (Entry entry : batch) {
      boolean done = false;
      while (!done && !stopping) {
        done = looked(entry);
        entries.renewWhereDue(batch.subList(seen.size(), batch.size()));
      }
      if (!done) {
        break;
      }
      seen.add(entry.id());
    }
    entries.acknowledge(seen);
    entries.handBack(batch.subList(seen.size(), batch.size()));
  }

  /** Answers whether that is all that can be done with the entry. */
  private boolean looked(Entry entry) {
    if (entry.defect() != null) {
      LOG.warn("the tap of {} passes over {}: {}", id, entry.id(), entry.defect());
      return true;
    }
    try {
      look.at(codec.decode(entry.payload(), type), context(entry));
      pause.reset();
      return true;
    } catch (UndecodableException e) {
      LOG.warn("the tap of {} passes over {}: {}", id, entry.id(), e.getMessage());
      return true;
    } catch (Throwable e) { // an Error of a handler must not end the loop
      LOG.warn("the tap of {} shows {} again, since its handler failed", id, entry.id(), e);
      pause.take();
      return false;
    }
  }

  private StageContext context(Entry entry) {
    return new StageContext(
        namespace,
        id.pipeline(),
        id.stage(),
        id.partition(),
        entry.jobId(),
        entry.path(),
        entry.id(),
        entry.attempt(),
        entry.replays(),
        entry.submittedAt(),
        Headers.decode(entry.headers()),
        NoReports.TO_TAPS);
  }
}
