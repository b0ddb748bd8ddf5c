package io.streamweir.redis;

import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowUpdate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that a settlement does where its acknowledgement counts. Immutable. */
public sealed interface Effect {
  /** The bytes of the payload that it sends. */
  default long payloadBytes() {
    return 0;
  }

  /**
   * Appends an entry to another inbox.
   *
   * @param target the stage's position among those that the settling stage may forward to, from 0
   * @param entry the new entry's fields
   */
  record Append(int target, NewEntry entry) implements Effect {
    @Override
    public long payloadBytes() {
      return entry.payloadBytes();
    }
  }

  /**
   * Puts the entry into the stage's later set.
   *
   * @param delayMillis from the server's now
   * @param entry the fields with which it comes back
   * @param nonce what tells it from another delayed entry with the same fields
   */
  record Delay(long delayMillis, NewEntry entry, String nonce) implements Effect {
    @Override
    public long payloadBytes() {
      return entry.payloadBytes();
    }
  }

  /**
   * Makes the entry a dead letter, and stores and publishes the job's failure.
   *
   * @param reason which kind of failure, one word
   * @param error what happened, for people: the first line says it, more lines may say where
   * @param attempts how many attempts failed
   * @param jobId whose failure to store and publish; null where there is no job id
   * @param failure the failure
   */
  record Bury(
      String reason, String error, int attempts, @Nullable String jobId, ResultMessage failure)
      implements Effect {}

  /**
   * Stores and publishes the job's result.
   *
   * @param jobId whose result it is
   * @param message the result
   */
  record Store(String jobId, ResultMessage message) implements Effect {
    @Override
    public long payloadBytes() {
      return message.payload().length;
    }
  }

  /**
   * Does nothing, since the job was cancelled and so ended before; stores and publishes that again
   * where Redis has forgotten it in a failover.
   *
   * @param jobId which was cancelled
   * @param message its end
   */
  record Cancel(String jobId, ResultMessage message) implements Effect {}

  /**
   * Changes how many entries of the job hold its dedupe key; the last one lets go. Nothing where
   * another job holds it.
   *
   * @param change entries that there are more, or fewer
   * @param ttlMillis after which the key is forgotten
   */
  record Hold(String dedupeKey, String jobId, int change, long ttlMillis) implements Effect {}

  /**
   * Parks the entry of a keyed stage, so that nothing of its key is given to a worker before it is
   * released again; only with an {@link Ownership}.
   *
   * @param key its key
   * @param position its place in the order of the key
   * @param delayMillis from the server's now until the key goes on; below 0 where it waits for what
   *     was parked before it
   * @param entry the fields with which it comes back
   */
  record Park(String key, String position, long delayMillis, NewEntry entry) implements Effect {
    @Override
    public long payloadBytes() {
      return entry.payloadBytes();
    }
  }

  /**
   * Lets the entries of a key follow that are still parked, since the last one of those that were
   * released has ended; only with an {@link Ownership}.
   *
   * @param key its key
   * @param release how it was released
   */
  record GoOn(String key, Release release) implements Effect {}

  /** Adds an event to a window. */
  record Fill(Window window, WindowUpdate update) implements Effect {}

  /** Changes counters. */
  record Change(List<Count> counts) implements Effect {}

  /**
   * Ends a part of a split; the last one lets its gather fire. Where the gather is over, that
   * overtakes it.
   *
   * @param place what it is a part of
   * @param result what the gather gets of it; null where it was dropped
   */
  record EndPart(GatherPlace place, String jobId, @Nullable NewEntry result) implements Effect {
    @Override
    public long payloadBytes() {
      return result == null ? 0 : result.payloadBytes();
    }
  }

  /**
   * Makes a part of a split a dead letter, which its gather lists or fails with. The failure of the
   * job is stored and published only where the job has failed with it.
   *
   * @param bury as of an entry that is no part; its job id is not null
   * @param places what it is a part of, innermost first
   * @param dedupeKey that the job lets go of where it has failed; null for none
   */
  record BuryPart(Bury bury, List<GatherPlace> places, @Nullable String dedupeKey)
      implements Effect {
    /** Keeps a copy. */
    public BuryPart {
      places = List.copyOf(places);
    }
  }

  /**
   * Ends a split: no more parts. The only thing that is asked before the acknowledgement: where
   * other parts are there than these, another run of the split goes on, and this one is fenced.
   *
   * @param place the gather, of which its own place in another one is not asked
   * @param total how many parts there are
   * @param checksum of all parts
   */
  record CloseSplit(GatherPlace place, String jobId, int total, String checksum)
      implements Effect {}

  /** Forgets the state of a gather. */
  record ForgetGather(GatherPlace place, String jobId) implements Effect {}
}
