package io.streamweir.cli.dead;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.inspect.DeadLetters;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which dead letters: one by its id, or all. Exactly one of the options must be given. */
final class DeadSelection {
  @Option(
      names = "--id",
      required = true,
      paramLabel = "ID",
      description = "One letter, by its id as dead list prints it")
  private String id = "";

  @Option(names = "--all", required = true, description = "All letters")
  private boolean all;

  boolean all() {
    return all;
  }

  String id() {
    return id;
  }

  /**
   * The stage where the letter of this id is.
   *
   * @throws CommandFailedException where it is at none of the stages
   * @throws UsageException where letters of several stages have this id
   */
  static String stage(Map<String, DeadLetters> letters, String id) {
    Optional<String> found = Optional.empty();
    for (Map.Entry<String, DeadLetters> stage : letters.entrySet()) {
      if (has(stage.getValue(), id)) {
        if (found.isPresent()) {
          throw new UsageException("several stages have a dead letter " + id + "; give --stage");
        }
        found = Optional.of(stage.getKey());
      }
    }
    return found.orElseThrow(
        () -> new CommandFailedException("no dead letter " + id + "; see dead list"));
  }

  private static boolean has(DeadLetters letters, String id) {
    try {
      return letters.find(id).isPresent();
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
