package io.streamweir.worker;

import io.streamweir.codec.AvroCodec;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.EntryReader;
import io.streamweir.redis.InboxScripts;
import io.streamweir.redis.Keys;
import io.streamweir.redis.RedisLink;
import io.streamweir.redis.SettleScript;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.avro.specific.SpecificRecord;

/** Puts lanes together. */
final class LaneFactory {
  private final RedisLink link;
  private final Pipeline<?> pipeline;
  private final WorkerConfig config;
  private final AvroCodec codec;
  private final ScheduledExecutorService timer;

  LaneFactory(
      RedisLink link,
      Pipeline<?> pipeline,
      WorkerConfig config,
      AvroCodec codec,
      ScheduledExecutorService timer) {
    this.link = link;
    this.pipeline = pipeline;
    this.config = config;
    this.codec = codec;
    this.timer = timer;
  }

  <I extends SpecificRecord, O extends SpecificRecord> Lane lane(
      StageDefinition<I, O> stage, Keys keys) {
    WorkerListener listener = config.listener();
    WorkerListener.LaneId id =
        new WorkerListener.LaneId(pipeline.name(), stage.name(), keys.partition());
    String inbox = keys.inbox(stage.name());
    int concurrency =
        config.concurrency() > 0 ? config.concurrency() : stage.config().concurrency();
    int maxBatch = stage.config().maxBatch();
    InHand inHand = new InHand();
    Downstream downstream = new Downstream(link);
    for (String target : stage.targets()) {
      downstream.watch(keys.inbox(target), pipeline.stage(target).config().maxBacklog());
    }
    SettleScript script =
        new SettleScript(link, keys, stage.name(), stage.targets(), pipeline.resultTtl());
    Settler settler = new Settler(id, script, maxBatch, inHand, downstream, listener, timer);
    Prefetch prefetch = new Prefetch(concurrency, maxBatch);
    Decision decision = new Decision(pipeline, stage, codec);
    Handling<I, O> handling = new Handling<>(id, stage, codec, decision, timer);
    EntryRun<I, O> run = new EntryRun<>(id, handling, settler, inHand, prefetch, listener);
    InboxScripts scripts = new InboxScripts(link, inbox, config.consumer());
    Reclaimer reclaimer =
        new Reclaimer(
            id, inbox, config.consumer(), link, scripts, inHand, config.lease(), listener);
    EntryReader reader = new EntryReader(link, inbox, config.consumer());
    Crew crew = crew(concurrency, maxBatch, run, settler, inHand, prefetch, id);
    return new Lane(
        new LaneParts(
            id,
            inbox,
            link,
            reader,
            inHand,
            downstream,
            settler,
            run,
            crew,
            reclaimer,
            scripts,
            listener));
  }

  private static Crew crew(
      int concurrency,
      int maxBatch,
      EntryRun<?, ?> run,
      Settler settler,
      InHand inHand,
      Prefetch prefetch,
      WorkerListener.LaneId id) {
    return concurrency == 1
        ? new InlineCrew(run, settler, inHand, prefetch, maxBatch)
        : new PooledCrew(
            run,
            settler,
            inHand,
            prefetch,
            concurrency,
            maxBatch,
            Threads.perEntry(concurrency, "streamweir-" + id));
  }
}
