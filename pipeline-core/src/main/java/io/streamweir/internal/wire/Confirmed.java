package io.streamweir.internal.wire;

import io.streamweir.redis.RedisCallException;
import org.jspecify.annotations.Nullable;

/**
 * What a step on a partition answered, and whether as many replicas have it as shall.
 *
 * @param value the step's answer
 * @param doubt why it is not certain that they have it; null where it is
 * @param cause what failed, where the replicas could not be asked
 */
public record Confirmed<T>(T value, @Nullable String doubt, @Nullable RedisCallException cause) {
  /** Of a step about which there is no doubt. */
  public static <T> Confirmed<T> wholly(T value) {
    return new Confirmed<>(value, null, null);
  }
}
