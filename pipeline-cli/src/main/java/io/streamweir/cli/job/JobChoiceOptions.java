package io.streamweir.cli.job;

import io.streamweir.cli.option.TimeConverter;
import io.streamweir.cli.option.WhereOption;
import io.streamweir.inspect.JobChoice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which jobs: those for which all of this holds. */
final class JobChoiceOptions {
  @Mixin private final WhereOption where = new WhereOption();

  @Option(
      names = "--older-than",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description =
          "Jobs that were submitted so long ago, as 1d, or before 2026-11-20T09:00:00Z, by the"
              + " clocks of the programs that submitted them")
  private @Nullable Instant olderThan;

  boolean isGiven() {
    return !words().isEmpty();
  }

  JobChoice choice() {
    JobChoice choice = JobChoice.all().where(where.filter());
    return olderThan == null ? choice : choice.withSubmittedUntil(olderThan);
  }

  /** The options that were given, with absolute times. */
  List<String> words() {
    List<String> words = new ArrayList<>(where.words());
    if (olderThan != null) {
      words.addAll(List.of("--older-than", olderThan.toString()));
    }
    return words;
  }
}
