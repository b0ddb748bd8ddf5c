package io.streamweir.internal.feature.checkpoint;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.PayloadLimitException;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.Nonce;
import io.streamweir.internal.lane.CheckpointStore;
import io.streamweir.internal.lane.DecisionRule;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.lane.UntilAnswered;
import io.streamweir.internal.settle.Fence;
import io.streamweir.internal.settle.Held;
import io.streamweir.pipeline.CheckpointTooLargeException;
import io.streamweir.pipeline.LeaseLostException;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisCallException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** The checkpoints of one lane's entries. Thread-safe. */
public final class Checkpoints implements CheckpointStore {
  private final String stage;
  private final AvroCodec codec;
  private final int maxBytes;
  private final UntilAnswered until;
  private final CheckpointScript script;
  private volatile boolean used;

  /**
   * Of entries of a lane.
   *
   * @param stage whose handler works on them: the lane's own, or a later one
   * @param fence of the lane's settlements, which fences checkpoints, too
   */
  public Checkpoints(
      LaneContext lane, Keys keys, StageDefinition<?, ?> stage, AvroCodec codec, Fence fence) {
    this.stage = stage.name();
    this.codec = codec;
    this.maxBytes = stage.config().maxCheckpointBytes();
    this.until = new UntilAnswered(lane.link());
    this.script =
        new CheckpointScript(lane.link(), keys, lane.inbox(), stage.name(), lane.consumer(), fence);
  }

  /** Has checkpoints go with their entries. */
  public DecisionRule rule() {
    return new CheckpointRule(() -> used);
  }

  @Override
  public Slot open(Held held) {
    used = true; // before anything is saved
    return new RunSlot(held);
  }

  private final class RunSlot implements Slot {
    private final Held held;
    private final String run = Nonce.next();
    private final ReentrantLock saving = new ReentrantLock(); // pins no virtual thread
    private long number;

    RunSlot(Held held) {
      this.held = held;
    }

    @Override
    public void save(Object state) {
      byte[] encoded = until.get(() -> encoded(state));
      saving.lock();
      try {
        long next = ++number;
        if (!until.ask(() -> script.save(held.entry(), run, next, encoded))) {
          throw lost();
        }
      } catch (RedisCallException e) {
        throw held.gone() ? lost() : e; // that is what the thread was interrupted for
      } finally {
        saving.unlock();
      }
    }

    @Override
    public <T> Optional<T> last(Class<T> type) {
      try {
        return until
            .ask(() -> script.last(held.entry()))
            .map(saved -> until.get(() -> codec.decode(saved, type)));
      } catch (RedisCallException e) {
        throw held.gone() ? lost() : e;
      }
    }

    private LeaseLostException lost() {
      return new LeaseLostException(held.entry().id());
    }
  }

  /** The first record of a class makes its schema known, which may wait for Redis. */
  private byte[] encoded(Object state) {
    try {
      return codec.encode(state, maxBytes);
    } catch (PayloadLimitException e) {
      throw new CheckpointTooLargeException(stage, maxBytes, e);
    }
  }
}
