package io.streamweir.internal.feature.results;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Reply;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Looks up stored results. Thread-safe. */
public record ResultStore(RedisLink link) {
  /** The stored result of a job, if there is one. Fails with a {@link RedisCallException}. */
  public CompletableFuture<Optional<ResultMessage>> find(Keys keys, String jobId) {
    return link.shared()
        .send(Command.GET, Reply.VALUE, Call.args().addKey(keys.result(jobId)))
        .thenApply(bytes -> Optional.ofNullable(bytes).map(ResultMessage::parse));
  }
}
