package io.streamweir.internal.feature.gather;

import io.streamweir.codec.AvroCodec;
import io.streamweir.pipeline.GatherStage;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageContext;
import io.streamweir.redis.RedisLink;

/**
 * Gives a gather stage's handler the results of the parts with each entry. Thread-safe.
 *
 * @param split the split stage that belongs to it
 * @param results what the parts were forwarded with
 */
record Gathering<I, R, O>(
    GatherStage<I, R, O> handler,
    String split,
    Class<R> results,
    RedisLink link,
    GatherStore store,
    AvroCodec codec)
    implements Stage<I, O> {

  @Override
  public Outcome<O> handle(I input, StageContext context) throws Exception {
    GatherStore.Name name = new GatherStore.Name(split, context.path(), context.jobId());
    return handler.gather(input, RedisGathered.open(link, store, codec, results, name), context);
  }
}
