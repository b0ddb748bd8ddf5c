package io.streamweir.worker;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.Right;
import io.streamweir.internal.feature.chain.Chains;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.pipeline.Window;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The keys that a pipeline has at one partition and priority, by the names of the methods of {@link
 * Keys}. Of what the pipeline does not use there are none.
 */
final class WorkerKeys {
  private static final String ANY = Right.ANY;

  private final RedisLink link;
  private final Pipeline<?> pipeline;
  private final Map<String, List<String>> named; // as messages name them

  private WorkerKeys(RedisLink link, Pipeline<?> pipeline, Map<String, List<String>> named) {
    this.link = link;
    this.pipeline = pipeline;
    this.named = named;
  }

  WorkerKeys(RedisLink link, Pipeline<?> pipeline, Keys keys) {
    this(link, pipeline, new LinkedHashMap<>());
    addStages(keys);
    named.put("result", List.of(keys.result(ANY)));
    named.put("results", List.of(keys.results()));
    named.put("resultsAt", List.of(keys.resultsAt(ANY)));
    named.put("checkpoint", List.of(keys.checkpoint(ANY, "", ANY)));
    named.put("progress", List.of(keys.progress(ANY)));
    named.put("progressTold", List.of(keys.progressTold()));
    named.put("cancelled", List.of(keys.cancelled()));
    if (!pipeline.facts().keptResults().isZero()) {
      named.put("ends", List.of(keys.ends()));
      named.put("missed", List.of(keys.missed()));
    }
    named.put("state", List.of(keys.state(ANY)));
    named.put("unique", List.of(keys.unique(ANY)));
    named.put("schedules", List.of(keys.schedules()));
    named.put("closed", List.of(keys.closed()));
    named.put("fires", List.of(keys.fires()));
    if (pipeline.stages().stream().anyMatch(StageDefinition::splits)) {
      named.put("gathers", List.of(keys.gathers()));
      named.put("gather", List.of(keys.gather(ANY, "", ANY)));
    }
    windows("windowProgress", window -> keys.windowProgress(window.name()));
    windows("windowOpen", window -> keys.windowOpen(window.name()));
    windows("windowSpan", window -> keys.windowSpan(window.name(), ANY));
    windows("windowDistinct", window -> keys.windowDistinct(window.name(), ANY, ANY));
    named.put("workers", List.of(Keys.workers(link, pipeline.name())));
    named.put("paused", List.of(Keys.paused(link, pipeline.name())));
    named.put("duty", List.of(Keys.duty(link, pipeline.name(), ANY)));
    named.put("dutyHeard", List.of(Keys.dutyHeard(link, pipeline.name(), ANY)));
    named.put("news", List.of(Keys.news(link, pipeline.name())));
    if (!pipeline.chainTargets().isEmpty()) {
      List<String> targets = List.copyOf(pipeline.chainTargets().keySet());
      named.put("outbox", targets.stream().map(keys::outbox).toList());
      named.put("forwarder", List.of(keys.forwarder()));
    }
    named.put("meta", List.of(Keys.meta(link, pipeline.name())));
    named.put("schemas", List.of(Keys.schemas(link)));
  }

  /** Those of another pipeline to which this one submits. */
  static WorkerKeys ofTarget(
      RedisLink link, Pipeline<?> pipeline, PipelineFacts<?> target, Keys there) {
    Map<String, List<String>> named = new LinkedHashMap<>();
    named.put("inbox", List.of(there.inbox(target.first())));
    named.put("later", List.of(there.later(target.first())));
    named.put("source", List.of(there.source(Chains.source(pipeline.name(), ANY))));
    named.put("unique", List.of(there.unique(ANY)));
    named.put("cancelled", List.of(there.cancelled()));
    named.put("closed", List.of(there.closed()));
    named.put("replicated", List.of(there.replicated()));
    return new WorkerKeys(link, pipeline, named);
  }

  private void addStages(Keys keys) {
    Predicate<StageDefinition<?, ?>> all = stage -> true;
    Predicate<StageDefinition<?, ?>> keyed = stage -> stage.config().keys().any();
    Predicate<StageDefinition<?, ?>> limited = stage -> stage.config().limits().any();
    Predicate<StageDefinition<?, ?>> breaking = stage -> stage.config().breaker() != null;
    stages("inbox", all, keys::inbox);
    stages("later", all, keys::later);
    stages("dead", all, keys::dead);
    stages("swept", all, keys::swept);
    stages("owner", keyed, keys::owner);
    stages("blocked", keyed, keys::blocked);
    stages("parked", keyed, keys::parked);
    stages("rates", stage -> stage.config().keys().rate() != null, keys::rates);
    stages("stageMembers", keyed, stage -> Keys.stageMembers(link, pipeline.name(), stage));
    stages("limit", limited, stage -> Keys.limit(link, pipeline.name(), stage));
    stages("limitRunning", limited, stage -> Keys.limitRunning(link, pipeline.name(), stage));
    stages("limitUntil", limited, stage -> Keys.limitUntil(link, pipeline.name(), stage));
    stages("limitWaiting", limited, stage -> Keys.limitWaiting(link, pipeline.name(), stage));
    stages("breakers", breaking, stage -> Keys.breakers(link, pipeline.name(), stage));
  }

  private void stages(
      String name, Predicate<StageDefinition<?, ?>> which, Function<String, String> key) {
    List<String> keys = named.computeIfAbsent(name, first -> new ArrayList<>());
    pipeline.stages().stream().filter(which).forEach(stage -> keys.add(key.apply(stage.name())));
  }

  private void windows(String name, Function<Window, String> key) {
    named.put(name, pipeline.windows().stream().map(key).toList());
  }

  /** Whether scripts also run without a key of this name, so that no room is unused for it. */
  static boolean isOptional(String name) {
    return name.equals("ends");
  }

  /** Whether scripts make up names of this kind, and are not given them as keys. */
  static boolean isMadeUp(String name) {
    return name.equals("resultsAt");
  }

  /** The names, in the order in which messages name them. */
  Iterable<String> names() {
    return named.keySet();
  }

  /** The keys of this name; none where the pipeline does not use them. */
  List<String> of(String name) {
    return named.getOrDefault(name, List.of());
  }
}
