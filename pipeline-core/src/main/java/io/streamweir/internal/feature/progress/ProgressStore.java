package io.streamweir.internal.feature.progress;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reads what is shown of the progress of handlers. Thread-safe. */
public record ProgressStore(RedisLink link) {
  /**
   * What is shown of the job in the partition of these keys. Fails with a {@link
   * RedisCallException}.
   */
  public CompletableFuture<List<ProgressMessage>> of(Keys keys, String jobId) {
    return link.shared()
        .list(Command.HGETALL, Call.args().addKey(Call.bytes(keys.progress(jobId))))
        .thenApply(pairs -> messages(jobId, pairs));
  }

  private static List<ProgressMessage> messages(String jobId, List<Object> pairs) {
    List<ProgressMessage> messages = new ArrayList<>();
    for (int i = 1; i < pairs.size(); i += 2) {
      ProgressMessage.parse(jobId, Call.bytes(Resp.text(pairs.get(i)))).ifPresent(messages::add);
    }
    return messages;
  }
}
