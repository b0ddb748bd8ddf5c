package io.streamweir.pipeline;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What a program must know of a pipeline to submit jobs to it, to wait for their results and to see
 * what waits: all but its handlers. A {@link Pipeline} knows it, and Redis does once a program with
 * the pipeline has run. Immutable.
 *
 * @param name the pipeline's name
 * @param input what clients submit
 * @param partitions over how many partitions its keys are spread; at least 1
 * @param priorities that its jobs may have, the most urgent first
 * @param resultTtl how long a stored result stays
 * @param keptResults how long the log of results keeps an end; zero where there is no log
 * @param maxBacklog the most entries of the first stage's inbox
 * @param stages in the order of definition, the first of which takes what clients submit
 * @param windows that its handlers update, in the order of definition; none where Redis is all that
 *     knows the pipeline
 * @param submitsTo the names of the pipelines to which its outcomes submit jobs, sorted
 * @param keys the key of a job that is submitted without one
 */
public record PipelineFacts<I>(
    String name,
    Class<I> input,
    int partitions,
    List<Priority> priorities,
    Duration resultTtl,
    Duration keptResults,
    long maxBacklog,
    List<StageFacts> stages,
    List<Window> windows,
    List<String> submitsTo,
    JobKeys<I> keys) {

  /** Keeps copies of the lists. */
  public PipelineFacts {
    priorities = List.copyOf(priorities);
    stages = List.copyOf(stages);
    windows = List.copyOf(windows);
    submitsTo = List.copyOf(submitsTo);
  }

  /**
   * What there is to know of a stage without its handler.
   *
   * @param name the stage's name
   * @param keyed whether keys mean anything there
   * @param splits whether it splits its entries into parts
   */
  public record StageFacts(String name, boolean keyed, boolean splits) {}

  /** Says which key a job has that is submitted without one. */
  @FunctionalInterface
  public interface JobKeys<I> {
    /**
     * The key of this input; null where the pipeline gives it none.
     *
     * @throws IllegalArgumentException where only the pipeline's code knows
     */
    @Nullable String of(I input);

    /** Those that {@link PipelineBuilder#keyedBy} says; none where nothing was said. */
    static <I> JobKeys<I> by(@Nullable Function<? super I, String> key) {
      return key == null ? new NoKeys<>() : key::apply;
    }
  }

  /** The pipeline gives jobs no keys. */
  private record NoKeys<I>() implements JobKeys<I> {
    @Override
    public @Nullable String of(I input) {
      return null;
    }
  }

  /** The name of the stage that takes what clients submit. */
  public String first() {
    return stages.get(0).name();
  }

  /** Whether keys mean anything at any of its stages, so that entries must carry them. */
  public boolean keyed() {
    return stages.stream().anyMatch(StageFacts::keyed);
  }

  /** Whether keys come from payloads, so that {@link #keyOf} needs them. */
  public boolean keyedByPayload() {
    return !(keys instanceof NoKeys);
  }

  /**
   * The key of a job that is submitted without one; null where the pipeline gives it none.
   *
   * @throws IllegalArgumentException where only the pipeline's code knows
   */
  public @Nullable String keyOf(I input) {
    return keys.of(input);
  }

  /**
   * The schedule with the key that its jobs have in this pipeline.
   *
   * @throws IllegalArgumentException where only the pipeline's code knows
   */
  public Schedule<I> withKey(Schedule<I> schedule) {
    String own = schedule.key() == null ? keyOf(schedule.payload()) : null;
    return own == null ? schedule : schedule.withKey(own);
  }

  /**
   * The partition that a key belongs to: the CRC-32 of its UTF-8 bytes modulo the number of
   * partitions.
   */
  public int partitionOf(String key) {
    if (partitions == 1) {
      return 0;
    }
    CRC32 crc = new CRC32();
    crc.update(key.getBytes(StandardCharsets.UTF_8));
    return (int) (crc.getValue() % partitions);
  }
}
