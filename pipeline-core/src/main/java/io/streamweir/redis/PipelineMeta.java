package io.streamweir.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.CommandType;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.pipeline.StreamweirException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What everybody who uses a pipeline must agree on, kept in {@code <namespace>:{<pipeline>}:meta}:
 * the number of partitions and the version of the wire format, which the first one to come decides,
 * and the stages, which may change as long as no work is stranded at one that disappears.
 */
public final class PipelineMeta {
  /** The version of the wire format that docs/protocol.md describes. */
  public static final String FORMAT = "1";

  private static final Script AGREE = new Script("agree");

  private PipelineMeta() {}

  /** Thrown where a program's idea of a pipeline differs from that of those who came before. */
  public static final class MismatchException extends StreamweirException {
    private static final long serialVersionUID = 1L;

    MismatchException(String message) {
      super(message);
    }
  }

  /**
   * Makes this pipeline's facts known, or checks that they are the known ones.
   *
   * @throws MismatchException where the partitions or the format differ, or where a stage that has
   *     work is missing
   * @throws RedisCallException where Redis cannot be asked
   */
  public static void agree(RedisLink link, Pipeline<?> pipeline) {
    String partitions = Integer.toString(pipeline.partitions());
    String stages = stages(pipeline);
    List<Object> reply =
        link.await(
            AGREE.run(
                link.shared(),
                1,
                args ->
                    args.addKey(Wire.bytes(link.meta(pipeline.name())))
                        .add("format")
                        .add(FORMAT)
                        .add("partitions")
                        .add(partitions)
                        .add("stages")
                        .add(stages)));
    Map<String, Object> known = Resp.named(reply);
    check(pipeline, "wire format", FORMAT, known.get("format"));
    check(pipeline, "partitions", partitions, known.get("partitions"));
    String knownStages = Resp.text(known.get("stages"));
    if (!knownStages.equals(stages)) {
      checkNothingStranded(link, pipeline, knownStages);
      link.await(setStages(link, pipeline, stages));
    }
  }

  /**
   * Compares without changing anything; a pipeline that Redis does not know yet agrees.
   *
   * @throws MismatchException where the partitions, the format or the stages differ
   */
  public static void check(RedisLink link, Pipeline<?> pipeline) {
    Map<String, Object> known = checkPlaces(link, pipeline);
    if (!known.isEmpty()) {
      check(pipeline, "stages", stages(pipeline), known.get("stages"));
    }
  }

  /**
   * The same for those who only look where things are kept, to whom the stages do not matter.
   *
   * @return all that is known
   * @throws MismatchException where the partitions or the format differ
   */
  public static Map<String, Object> checkPlaces(RedisLink link, Pipeline<?> pipeline) {
    Map<String, Object> known =
        Resp.named(
            link.await(
                link.shared()
                    .list(
                        CommandType.HGETALL,
                        Wire.args().addKey(Wire.bytes(link.meta(pipeline.name()))))));
    if (!known.isEmpty()) {
      check(pipeline, "wire format", FORMAT, known.get("format"));
      check(
          pipeline, "partitions", Integer.toString(pipeline.partitions()), known.get("partitions"));
    }
    return known;
  }

  private static String stages(Pipeline<?> pipeline) {
    return String.join(",", pipeline.stages().stream().map(StageDefinition::name).toList());
  }

  private static void check(
      Pipeline<?> pipeline, String what, String ours, @Nullable Object theirs) {
    String known = Resp.text(theirs);
    if (!known.equals(ours)) {
      throw new MismatchException(
          "pipeline '"
              + pipeline.name()
              + "' has "
              + what
              + " "
              + known
              + " in Redis and "
              + ours
              + " in this program; use a new pipeline name or namespace, or deploy the same definition everywhere");
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
                + work
                + " entries at stage '"
                + stage
                + "' in Redis, which this program does not define; let workers that know the stage finish first");
      }
    }
  }

  private static long work(RedisLink link, Pipeline<?> pipeline, String stage) {
    InboxQueries queries = new InboxQueries(link);
    return link.partitions(pipeline.name(), pipeline.partitions()).stream()
        .mapToLong(
            keys ->
                link.await(queries.backlog(keys.inbox(stage))) + queries.delayed(keys.later(stage)))
        .sum();
  }

  private static CompletableFuture<Long> setStages(
      RedisLink link, Pipeline<?> pipeline, String stages) {
    return link.shared()
        .send(
            CommandType.HSET,
            new IntegerOutput<>(ByteArrayCodec.INSTANCE),
            Wire.args().addKey(Wire.bytes(link.meta(pipeline.name()))).add("stages").add(stages));
  }
}
