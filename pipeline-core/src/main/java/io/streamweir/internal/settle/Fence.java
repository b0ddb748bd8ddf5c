package io.streamweir.internal.settle;

import io.streamweir.internal.wire.Call;
import io.streamweir.redis.RedisCallException;
import java.util.List;

/** What may fence a whole batch, beside the acknowledgement of each entry. Thread-safe. */
public interface Fence {
  /** Fences nothing. */
  Fence NONE =
      new Fence() {
        @Override
        public List<String> texts() {
          return List.of();
        }

        @Override
        public void addKeys(Call call) {}

        @Override
        public void addArguments(Call call) {}

        @Override
        public boolean fenced(RedisCallException failure) {
          return false;
        }
      };

  /** The texts that ask; they take their keys and arguments off the end. */
  List<String> texts();

  /** Adds its keys, behind all others. */
  void addKeys(Call call);

  /** Adds its arguments, behind all others. */
  void addArguments(Call call);

  /** Whether this failure says that the batch was fenced. */
  boolean fenced(RedisCallException failure);
}
