package io.streamweir.cli.dead;

import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.option.TimeConverter;
import io.streamweir.cli.option.WhereOption;
import io.streamweir.inspect.LetterFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which dead letters: those for which all of this holds. */
final class DeadFilter {
  @Option(
      names = "--reason",
      paramLabel = "REASON",
      description = "Letters with this reason, such as rejected or attempts")
  private String reason = "";

  @Option(
      names = "--exception",
      paramLabel = "CLASS",
      description = "Letters with this exception, as --group names it, or none for those without")
  private String exception = "";

  @Option(
      names = "--error-contains",
      paramLabel = "TEXT",
      description = "Letters whose error, with its stack frames, contains this text")
  private String error = "";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description =
          "Letters that died then or later: 2026-11-20T09:00:00Z, or 2h for two hours ago")
  private @Nullable Instant since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "Letters that died then or earlier")
  private @Nullable Instant until;

  @Mixin private final WhereOption where = new WhereOption();

  boolean isGiven() {
    return !words().isEmpty();
  }

  /** What to say where no letter is there, or none that matches. */
  String none() {
    return isGiven() ? "no dead letter matches" : "no dead letters";
  }

  /**
   * The filter.
   *
   * @throws UsageException where the options make no sense
   */
  LetterFilter filter() {
    if (since != null && until != null && until.isBefore(since)) {
      throw new UsageException("--until " + until + " is before --since " + since);
    }
    LetterFilter filter =
        LetterFilter.all()
            .withReason(reason)
            .withException(exception)
            .withErrorContaining(error)
            .where(where.filter());
    filter = since == null ? filter : filter.withSince(since);
    return until == null ? filter : filter.withUntil(until);
  }

  /** The options that were given, with absolute times. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    add(words, "--reason", reason);
    add(words, "--exception", exception);
    add(words, "--error-contains", error);
    add(words, "--since", since == null ? "" : since.toString());
    add(words, "--until", until == null ? "" : until.toString());
    words.addAll(where.words());
    return words;
  }

  private static void add(List<String> words, String option, String value) {
    if (!value.isEmpty()) {
      words.add(option);
      words.add(value);
    }
  }
}
