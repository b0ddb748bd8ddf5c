package io.streamweir.worker;

import io.streamweir.codec.AvroCodec;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.cancel.CancelledJobs;
import io.streamweir.internal.feature.gather.Gathers;
import io.streamweir.internal.feature.results.LogTrim;
import io.streamweir.internal.feature.schedule.FireObserving;
import io.streamweir.internal.feature.schedule.ScheduleStore;
import io.streamweir.internal.feature.schedule.ScheduleTicker;
import io.streamweir.internal.feature.window.WindowCloser;
import io.streamweir.internal.feature.window.WindowScripts;
import io.streamweir.internal.housekeeping.Duties;
import io.streamweir.internal.housekeeping.Duty;
import io.streamweir.internal.housekeeping.PromoteScript;
import io.streamweir.internal.housekeeping.Promoter;
import io.streamweir.internal.settle.ServerClock;
import io.streamweir.internal.upkeep.Upkeep;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.pipeline.Window;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * What is done beside the lanes of one partition, for all of its stages. One of the pipeline's
 * workers does it, also for stages that it does not run.
 */
final class PartitionUpkeep {
  private final RedisLink link;
  private final Pipeline<?> pipeline;
  private final WorkerConfig config;
  private final Keys keys;
  private final Executor executor;
  private final ServerClock clock;
  private final Promoter promoter;
  private final ScheduleTicker ticker;
  private final List<UpkeepTask> tasks = new ArrayList<>();

  PartitionUpkeep(
      RedisLink link,
      Pipeline<?> pipeline,
      WorkerConfig config,
      Keys keys,
      Executor executor,
      ServerClock clock,
      CancelledJobs cancelled,
      Duties duties) {
    this.link = link;
    this.pipeline = pipeline;
    this.config = config;
    this.keys = keys;
    this.executor = executor;
    this.clock = clock;
    this.ticker = ticker();
    this.promoter = promoter(cancelled, duties);
  }

  private ScheduleTicker ticker() {
    FireObserving observing = new FireObserving(config.observations(), pipeline.name());
    ScheduleStore store = new ScheduleStore(link, keys);
    return new ScheduleTicker(pipeline, store, executor, config.listener(), observing);
  }

  private Promoter promoter(CancelledJobs cancelled, Duties duties) {
    List<String> stages = pipeline.stages().stream().map(StageDefinition::name).toList();
    PromoteScript script = new PromoteScript(link, keys, pipeline.priorities(), stages);
    String name = pipeline.name();
    return new Promoter(
        name, keys.partition(), script, config.listener(), clock, cancelled, ticker, duties);
  }

  /** Adds what the features of the pipeline do. */
  void add(Duty duty, AvroCodec codec, Gathers gathers) {
    List<UpkeepTask> added = new ArrayList<>();
    pipeline.windows().forEach(window -> added.add(closer(window, codec).task()));
    if (!pipeline.facts().keptResults().isZero()) {
      added.add(new LogTrim(link, pipeline.name(), keys, pipeline.facts().keptResults()).task());
    }
    if (gathers.any()) {
      pipeline.priorities().forEach(p -> added.add(gathers.overdue(keys.at(p), clock)));
    }
    added.forEach(task -> tasks.add(duty.only(task)));
  }

  private WindowCloser closer(Window window, AvroCodec codec) {
    WindowScripts scripts = new WindowScripts(link, keys, pipeline, window);
    return new WindowCloser(
        pipeline.name(), keys.partition(), window, scripts, codec, executor, config.listener());
  }

  /** Hears of what was cancelled before the worker starts. */
  CompletableFuture<Void> learn() {
    return promoter.learn();
  }

  /** Begins. */
  void start(Upkeep upkeep) {
    ticker.start(upkeep);
    upkeep.start(promoter.task());
    tasks.forEach(upkeep::start);
  }
}
