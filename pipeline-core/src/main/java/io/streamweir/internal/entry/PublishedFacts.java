package io.streamweir.internal.entry;

import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Resp;
import io.streamweir.payload.PayloadType;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.PipelineFacts.JobKeys;
import io.streamweir.pipeline.PipelineFacts.StageFacts;
import io.streamweir.pipeline.Priority;
import io.streamweir.pipeline.UnknownPipelineException;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Redis knows of a pipeline for programs that submit jobs, or look at it, and lack its
 * definition. It stands in the pipeline's meta, beside what everybody must agree on; the program
 * that starts last decides.
 */
public final class PublishedFacts {
  private static final Logger LOG = LoggerFactory.getLogger(PublishedFacts.class);

  private static final String INPUT = "input";
  private static final String RESULT_TTL = "result-ttl";
  private static final String KEEP_RESULTS = "keep-results";
  private static final String MAX_BACKLOG = "max-backlog";
  private static final String KEYED = "keyed";
  private static final String SPLITS = "splits";
  private static final String KEYED_BY = "keyed-by";
  private static final String SUBMITS_TO = "submits-to";
  private static final String CODE = "code";
  private static final String CLIENT = "client";

  private PublishedFacts() {}

  /**
   * Publishes what has changed. If the user may not, or the server is full, programs that have the
   * definition go on all the same.
   *
   * @param known what the pipeline's meta holds
   */
  static void publish(
      RedisLink link, PipelineFacts<?> facts, boolean keyedBy, Map<String, Object> known) {
    Map<String, String> changed = fields(facts, keyedBy);
    if (!facts.keptResults().isZero() || known.containsKey(KEEP_RESULTS)) {
      changed.put(KEEP_RESULTS, Long.toString(facts.keptResults().toMillis()));
    }
    changed.entrySet().removeIf(field -> field.getValue().equals(text(known, field.getKey())));
    if (facts.submitsTo().isEmpty() && !known.containsKey(SUBMITS_TO)) {
      changed.remove(SUBMITS_TO);
    }
    if (changed.isEmpty()) {
      return;
    }
    Call args = Call.args().addKey(Keys.meta(link, facts.name()));
    changed.forEach((name, value) -> args.add(name).add(value));
    try {
      link.await(link.shared().send(Command.HSET, Reply.INTEGER, args));
    } catch (RedisCallException e) {
      LOG.info(
          "what clients without its definition must know of pipeline {} is not published now: {}",
          facts.name(),
          e.getMessage());
    }
  }

  private static Map<String, String> fields(PipelineFacts<?> facts, boolean keyedBy) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(INPUT, schema(facts.input()).toString());
    fields.put(RESULT_TTL, Long.toString(facts.resultTtl().toMillis()));
    fields.put(MAX_BACKLOG, Long.toString(facts.maxBacklog()));
    fields.put(KEYED, names(facts, StageFacts::keyed));
    fields.put(SPLITS, names(facts, StageFacts::splits));
    fields.put(KEYED_BY, keyedBy ? CODE : CLIENT);
    fields.put(SUBMITS_TO, String.join(",", facts.submitsTo()));
    return fields;
  }

  private static String names(PipelineFacts<?> facts, Predicate<StageFacts> which) {
    return facts.stages().stream()
        .filter(which)
        .map(StageFacts::name)
        .collect(Collectors.joining(","));
  }

  private static Schema schema(Class<?> type) {
    return PayloadType.of(type).schema();
  }

  /**
   * What Redis knows of the pipeline; changes nothing.
   *
   * @param type what the caller submits
   * @throws UnknownPipelineException where no program with the pipeline's definition has run yet,
   *     or only one of a version that does not publish it
   * @throws PipelineMeta.MismatchException where the wire format is another one, or the pipeline
   *     cannot read what the caller submits
   * @throws RedisCallException where Redis cannot be asked
   */
  public static <I> PipelineFacts<I> read(RedisLink link, String pipeline, Class<I> type) {
    return read(link, pipeline, type, PipelineMeta.all(link, pipeline));
  }

  private static <I> PipelineFacts<I> read(
      RedisLink link, String pipeline, Class<I> type, Map<String, Object> meta) {
    Map<String, Object> known = checked(link, pipeline, meta);
    checkInput(pipeline, type, required(known, INPUT));
    return facts(pipeline, type, known);
  }

  /** As {@link #read(RedisLink, String, Class)}, for callers that must not wait. */
  public static <I> CompletableFuture<PipelineFacts<I>> ask(
      RedisLink link, String pipeline, Class<I> type, Executor executor) {
    return PipelineMeta.ask(link, pipeline)
        .thenApplyAsync(known -> read(link, pipeline, type, known), executor);
  }

  /** The pipelines to which this one's outcomes submit. */
  static List<String> submitsTo(Map<String, Object> known) {
    String names = text(known, SUBMITS_TO);
    return names == null ? List.of() : list(names);
  }

  /**
   * The same for callers that submit nothing and only look at what waits.
   *
   * @throws UnknownPipelineException where no program with the pipeline's definition has run yet,
   *     or only one of a version that does not publish it
   * @throws PipelineMeta.MismatchException where the wire format is another one
   * @throws RedisCallException where Redis cannot be asked
   */
  public static PipelineFacts<?> read(RedisLink link, String pipeline) {
    Map<String, Object> known = PipelineMeta.all(link, pipeline);
    return facts(pipeline, Object.class, checked(link, pipeline, known));
  }

  private static Map<String, Object> checked(
      RedisLink link, String pipeline, Map<String, Object> known) {
    if (known.isEmpty()) {
      throw new UnknownPipelineException(
          "Redis knows no pipeline '"
              + pipeline
              + "' in namespace '"
              + link.config().namespace()
              + "'; start a worker of it first, or correct the name or the namespace");
    }
    PipelineMeta.checkFormat(pipeline, known);
    for (String field : List.of(INPUT, RESULT_TTL, MAX_BACKLOG, KEYED, SPLITS, KEYED_BY)) {
      if (!known.containsKey(field)) {
        throw new UnknownPipelineException(
            "Redis does not know enough of pipeline '"
                + pipeline
                + "' ("
                + field
                + " is missing); start a worker of this version first");
      }
    }
    return known;
  }

  private static <I> PipelineFacts<I> facts(
      String pipeline, Class<I> type, Map<String, Object> known) {
    List<String> keyed = list(required(known, KEYED));
    List<String> splits = list(required(known, SPLITS));
    List<StageFacts> stages =
        list(required(known, "stages")).stream()
            .map(stage -> new StageFacts(stage, keyed.contains(stage), splits.contains(stage)))
            .toList();
    String priorities = text(known, "priorities");
    return new PipelineFacts<>(
        pipeline,
        type,
        Integer.parseInt(required(known, "partitions")),
        priorities == null
            ? List.of(Priority.NORMAL)
            : list(priorities).stream().map(Priority::of).toList(),
        Duration.ofMillis(Long.parseLong(required(known, RESULT_TTL))),
        Objects.requireNonNullElse(keptResults(known), Duration.ZERO),
        Long.parseLong(required(known, MAX_BACKLOG)),
        stages,
        List.of(),
        submitsTo(known),
        required(known, KEYED_BY).equals(CODE) ? onlyInCode(pipeline) : JobKeys.by(null));
  }

  /** How long the log of results keeps an end; null where Redis was never told. */
  static @Nullable Duration keptResults(Map<String, Object> known) {
    String kept = text(known, KEEP_RESULTS);
    return kept == null ? null : Duration.ofMillis(Long.parseLong(kept));
  }

  private static <I> JobKeys<I> onlyInCode(String pipeline) {
    return input -> {
      throw new IllegalArgumentException(
          "pipeline '"
              + pipeline
              + "' takes the keys of its jobs from their payloads (keyedBy), which a client without"
              + " its definition cannot; submit each job with SubmitOptions.withKey, or connect"
              + " with the definition");
    };
  }

  private static void checkInput(String pipeline, Class<?> type, String json) {
    Schema theirs;
    try {
      theirs = new Schema.Parser().parse(json);
    } catch (RuntimeException | StackOverflowError e) {
      throw new UnknownPipelineException(
          "what Redis says of the input of pipeline '" + pipeline + "' is no Avro schema");
    }
    Schema ours = Schema.applyAliases(schema(type), theirs);
    var answer = SchemaCompatibility.checkReaderWriterCompatibility(theirs, ours);
    if (ours.getFullName().equals(theirs.getFullName())
        && answer.getType() == SchemaCompatibilityType.COMPATIBLE) {
      return;
    }
    String why =
        ours.getFullName().equals(theirs.getFullName())
            ? answer.getResult().getIncompatibilities().stream()
                .map(each -> each.getLocation() + ": " + each.getMessage())
                .collect(Collectors.joining("; "))
            : "it is another type";
    throw new PipelineMeta.MismatchException(
        "pipeline '%s' takes %s and cannot read this program's %s: %s"
            .formatted(pipeline, theirs.getFullName(), ours.getFullName(), why));
  }

  private static List<String> list(String names) {
    return names.isEmpty() ? List.of() : Arrays.asList(names.split(",", -1));
  }

  private static String required(Map<String, Object> known, String field) {
    return Resp.text(known.get(field));
  }

  private static @Nullable String text(Map<String, Object> known, String field) {
    return known.containsKey(field) ? Resp.text(known.get(field)) : null;
  }
}
