package io.streamweir.internal.feature.cancel;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.ResultKeeping;
import io.streamweir.internal.wire.Call;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.PipelineFacts.StageFacts;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.stream.Stream;

/** What {@code cancelling.lua} is given for the jobs of one partition. Immutable. */
final class Cancelling {
  private final Keys keys;
  private final List<byte[]> waits;
  private final String publish;
  private final ResultKeeping keeping;

  Cancelling(RedisLink link, Keys keys, PipelineFacts<?> pipeline) {
    this.keys = keys;
    this.waits =
        pipeline.priorities().stream()
            .map(keys::at)
            .flatMap(level -> pipeline.stages().stream().flatMap(stage -> waits(level, stage)))
            .map(Call::bytes)
            .toList();
    this.publish = link.connector().cluster() ? "SPUBLISH" : "PUBLISH";
    this.keeping = ResultKeeping.of(pipeline);
  }

  /** Where entries of the stage wait for their time, which is a score there. */
  private static Stream<String> waits(Keys keys, StageFacts stage) {
    String later = keys.later(stage.name());
    return stage.keyed() ? Stream.of(later, keys.blocked(stage.name())) : Stream.of(later);
  }

  /** Adds its keys behind those of the script. */
  void addKeys(Call args) {
    waits.forEach(args::addKey);
    args.addKey(keys.cancelled()).addKey(keys.results());
    args.addKey(keeping.logs() ? keys.ends() : keys.cancelled());
  }

  /** Adds its arguments behind those of the script. */
  void addArguments(Call args) {
    long ttl = keeping.stored().toMillis();
    long remembered = Math.max(CancelScript.LEAST_REMEMBERED.toMillis(), ttl);
    args.add(waits.size()).add(remembered).add(publish).add(ttl).add(keeping.logged().toMillis());
    args.add(keeping.channels());
  }
}
