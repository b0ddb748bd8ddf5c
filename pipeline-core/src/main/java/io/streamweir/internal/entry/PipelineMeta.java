package io.streamweir.internal.entry;

import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Plural;
import io.streamweir.pipeline.Priority;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.pipeline.StreamweirException;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What all programs that use a pipeline must agree on, kept in {@code
 * <namespace>:{<pipeline>}:meta}: the number of partitions, the version of the wire format, the
 * stages, and whether jobs have priorities. The first program decides the first two. Stages may
 * change as long as no work is stranded at one that disappears. Once a program has turned
 * priorities on, they stay.
 */
public final class PipelineMeta {
  /** The version of the wire format that docs/protocol.md describes. */
  public static final String FORMAT = "1";

  private static final String PRIORITIES = "priorities";
  private static final Script AGREE = new Script("entry/agree");

  /** What a worker needs for this. */
  public static final List<Needs> NEEDS =
      List.of(AGREE.needs(), Needs.of("meta", "HGETALL", "HSET"));

  private PipelineMeta() {}

  /** Thrown where a program's idea of a pipeline differs from that of the programs before it. */
  public static final class MismatchException extends StreamweirException {
    private static final long serialVersionUID = 1L;

    MismatchException(String message) {
      super(message);
    }

    /** The same, thrown anew. */
    public MismatchException(MismatchException same) {
      super(String.valueOf(same.getMessage()), same);
    }
  }

  /**
   * Makes this pipeline's facts known, or checks that they are the known ones.
   *
   * @return the pipeline as Redis knows it: with priorities where others have turned them on, so
   *     that no job waits for a worker that knows of them
   * @throws MismatchException where the partitions, the priorities or the format differ, or where a
   *     stage that has work is missing
   * @throws RedisCallException where Redis cannot be asked
   */
  public static <I> Pipeline<I> agree(RedisLink link, Pipeline<I> pipeline) {
    String partitions = Integer.toString(pipeline.partitions());
    String stages = stages(pipeline);
    List<String> ours =
        new ArrayList<>(List.of("format", FORMAT, "partitions", partitions, "stages", stages));
    if (pipeline.priorities().size() > 1) {
      ours.addAll(List.of(PRIORITIES, priorities(pipeline)));
    }
    Call args = Call.args().addKey(Keys.meta(link, pipeline.name()));
    ours.forEach(args::add);
    List<Object> reply = link.await(AGREE.run(link.shared(), args));
    Map<String, Object> known = Resp.named(reply);
    check(pipeline, "wire format", FORMAT, known.get("format"));
    check(pipeline, "partitions", partitions, known.get("partitions"));
    Pipeline<I> agreed = agreed(pipeline, known);
    String knownStages = Resp.text(known.get("stages"));
    if (!knownStages.equals(stages)) {
      checkNothingStranded(link, agreed, knownStages);
      link.await(setStages(link, pipeline, stages));
    }
    checkOutboxes(link, agreed, PublishedFacts.submitsTo(known));
    PublishedFacts.publish(link, agreed.facts(), agreed.keyedBy(), known);
    return agreed;
  }

  /** With the priorities that Redis knows, and its log of results where this program is silent. */
  private static <I> Pipeline<I> agreed(Pipeline<I> pipeline, Map<String, Object> known) {
    Duration kept = PublishedFacts.keptResults(known);
    if (kept == null || pipeline.keptResults().isPresent()) {
      return withPriorities(pipeline, known);
    }
    return withPriorities(pipeline.withKeptResults(kept), known);
  }

  /**
   * The pipeline as Redis knows it, for callers that make nothing known. If Redis does not know it
   * yet, as it is.
   *
   * @throws MismatchException where the partitions, the format or the priorities differ
   * @throws RedisCallException where Redis cannot be asked
   */
  public static <I> Pipeline<I> known(RedisLink link, Pipeline<I> pipeline) {
    Map<String, Object> known = checkPlaces(link, pipeline);
    Duration kept = PublishedFacts.keptResults(known);
    return withPriorities(kept == null ? pipeline : pipeline.withKeptResults(kept), known);
  }

  private static <I> Pipeline<I> withPriorities(Pipeline<I> pipeline, Map<String, Object> known) {
    if (!known.containsKey(PRIORITIES)) {
      return pipeline;
    }
    Pipeline<I> with = pipeline.keyed() ? pipeline : pipeline.withPriorities();
    check(pipeline, PRIORITIES, priorities(with), known.get(PRIORITIES));
    return pipeline.priorities().equals(with.priorities()) ? pipeline : with;
  }

  private static String priorities(Pipeline<?> pipeline) {
    return String.join(",", pipeline.priorities().stream().map(Priority::toString).toList());
  }

  /**
   * Compares without changing anything; a pipeline that Redis does not know yet agrees.
   *
   * @throws MismatchException where the partitions, the priorities, the format or the stages differ
   */
  public static void check(RedisLink link, Pipeline<?> pipeline) {
    Map<String, Object> known = checkPlaces(link, pipeline);
    if (!known.isEmpty()) {
      check(pipeline, "stages", stages(pipeline), known.get("stages"));
      Object theirs = known.getOrDefault(PRIORITIES, Call.bytes(Priority.NORMAL.toString()));
      check(pipeline, PRIORITIES, priorities(pipeline), theirs);
    }
  }

  /**
   * The same for callers that only look where keys are, to which the stages do not matter.
   *
   * @return all that is known
   * @throws MismatchException where the partitions or the format differ
   */
  public static Map<String, Object> checkPlaces(RedisLink link, Pipeline<?> pipeline) {
    Map<String, Object> known = all(link, pipeline.name());
    if (!known.isEmpty()) {
      check(pipeline, "wire format", FORMAT, known.get("format"));
      check(
          pipeline, "partitions", Integer.toString(pipeline.partitions()), known.get("partitions"));
    }
    return known;
  }

  /** All that Redis knows of the pipeline of this name; empty where it knows none. */
  static Map<String, Object> all(RedisLink link, String pipeline) {
    return link.await(ask(link, pipeline));
  }

  static CompletableFuture<Map<String, Object>> ask(RedisLink link, String pipeline) {
    Call meta = Call.args().addKey(Keys.meta(link, pipeline));
    return link.shared().list(Command.HGETALL, meta).thenApply(Resp::named);
  }

  /** Complains of another wire format than ours. */
  static void checkFormat(String pipeline, Map<String, Object> known) {
    check(pipeline, "wire format", FORMAT, known.get("format"));
  }

  private static String stages(Pipeline<?> pipeline) {
    return String.join(",", pipeline.stages().stream().map(StageDefinition::name).toList());
  }

  private static void check(
      Pipeline<?> pipeline, String what, String ours, @Nullable Object theirs) {
    check(pipeline.name(), what, ours, theirs);
  }

  private static void check(String pipeline, String what, String ours, @Nullable Object theirs) {
    String known = Resp.text(theirs);
    if (!known.equals(ours)) {
      throw new MismatchException(
          "pipeline '"
              + pipeline
              + "' has "
              + what
              + " "
              + known
              + " in Redis and "
              + ours
              + " in this program; use a new pipeline name or namespace, or deploy the same"
              + " definition everywhere");
    }
  }

  /** A stage may be added at any time, but one that still has work may not disappear. */
  private static void checkNothingStranded(RedisLink link, Pipeline<?> pipeline, String known) {
    Set<String> ours = new HashSet<>();
    pipeline.stages().forEach(stage -> ours.add(stage.name()));
    for (String stage : known.split(",", -1)) {
      long work = ours.contains(stage) ? 0 : work(link, pipeline, stage);
      if (work > 0) {
        throw new MismatchException(
            "pipeline '"
                + pipeline.name()
                + "' has "
                + Plural.of(work, "entry", "entries")
                + " at stage '"
                + stage
                + "' in Redis, which this program does not define; let workers that know the stage"
                + " finish first");
      }
    }
  }

  /** The same of pipelines to which it submits: no worker would take what waits for them. */
  private static void checkOutboxes(RedisLink link, Pipeline<?> pipeline, List<String> known) {
    List<String> ours = pipeline.facts().submitsTo();
    InboxQueries queries = new InboxQueries(link);
    for (String target : known) {
      long waiting =
          ours.contains(target)
              ? 0
              : Keys.partitions(link, pipeline.name(), pipeline.partitions()).stream()
                  .mapToLong(keys -> link.await(queries.length(keys.outbox(target))))
                  .sum();
      if (waiting > 0) {
        throw new MismatchException(
            "pipeline '"
                + pipeline.name()
                + "' has "
                + Plural.of(waiting, "job", "jobs")
                + " in Redis that it is to submit to pipeline '"
                + target
                + "', to which this program does not submit; let workers that do finish first");
      }
    }
  }

  private static long work(RedisLink link, Pipeline<?> pipeline, String stage) {
    InboxQueries queries = new InboxQueries(link);
    return Keys.levels(link, pipeline).stream()
        .mapToLong(
            keys ->
                link.await(queries.backlog(keys.inbox(stage)))
                    + link.await(queries.delayed(keys.later(stage))))
        .sum();
  }

  private static CompletableFuture<Long> setStages(
      RedisLink link, Pipeline<?> pipeline, String stages) {
    return link.shared()
        .send(
            Command.HSET,
            Reply.INTEGER,
            Call.args().addKey(Keys.meta(link, pipeline.name())).add("stages").add(stages));
  }
}
