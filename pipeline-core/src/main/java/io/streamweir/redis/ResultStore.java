package io.streamweir.redis;

import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.CommandType;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Looks up stored results. Thread-safe. */
public final class ResultStore {
  private final RedisLink link;

  /** The results that this link leads to. */
  public ResultStore(RedisLink link) {
    this.link = link;
  }

  /** The stored result of a job, if there is one. Fails with a {@link RedisCallException}. */
  public CompletableFuture<Optional<ResultMessage>> find(Keys keys, String jobId) {
    return link.shared()
        .send(CommandType.GET, ValueOutput::new, Wire.args().addKey(Wire.bytes(keys.result(jobId))))
        .thenApply(bytes -> Optional.ofNullable(bytes).map(ResultMessage::parse));
  }
}
