package io.streamweir.cli.dead;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.failure.Failures;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.found.StageFilter;
import io.streamweir.cli.session.Session;
import io.streamweir.codec.PayloadLimitException;
import io.streamweir.codec.UndecodableException;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.inspect.MatchingLetters;
import io.streamweir.inspect.MatchingLetters.Change;
import io.streamweir.pipeline.Pipeline;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dead replay}: another try, as if it were the first. */
@Command(
    name = "replay",
    description = {
      "Puts dead letters back into their stages' inboxes with fresh attempts: one, all, or those"
          + " that the options name.",
      "Counts them and asks first, but for one by --id. Waits while an inbox is full. Nothing is"
          + " lost or done twice where it is interrupted; it says then how to go on."
    })
final class DeadReplayCommand implements Callable<Integer>, DeadChange.Verb {
  private static final int MOST_FILE_BYTES = 64 << 20;

  private final Session session;

  @Mixin private final DeadChange change = new DeadChange();

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "At most so many letters per second. Default: as many as the inbox takes")
  private double rate;

  @Option(
      names = "--to",
      paramLabel = "STAGE",
      description =
          "Into this stage's inbox in place of their own; letters whose payloads it cannot take are"
              + " left alone")
  private String to = "";

  @Option(
      names = "--payload",
      paramLabel = "FILE",
      description =
          "With --id: gives the letter this payload, JSON by the Avro schema of the stage. The"
              + " letter as it was is kept, see dead list --replaced")
  private @Nullable Path payload;

  DeadReplayCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (payload != null && !change.isOne()) {
      throw new UsageException("--payload is for one letter: give --id");
    }
    if (!(rate >= 0) || rate > 1_000_000 || (rate > 0 && change.isOne())) {
      throw new UsageException(
          change.isOne() ? "--rate is for many letters" : "--rate must be 0 to 1000000: " + rate);
    }
    return change.run(session, this);
  }

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public String audited() {
    return payload == null ? "dead-replay" : "dead-edit";
  }

  @Override
  public String done() {
    return "replayed";
  }

  @Override
  public List<String> words() {
    List<String> words = new ArrayList<>();
    if (rate > 0) {
      words.addAll(
          List.of("--rate", BigDecimal.valueOf(rate).stripTrailingZeros().toPlainString()));
    }
    if (!to.isEmpty()) {
      words.addAll(List.of("--to", to));
    }
    return words;
  }

  @Override
  public void check(Pipeline<?> pipeline) {
    if (!to.isEmpty()) {
      StageFilter.check(pipeline.facts(), to);
    }
  }

  @Override
  public double perSecond() {
    return rate;
  }

  @Override
  public boolean one(DeadLetters letters, String id) {
    String stage = to.isEmpty() ? letters.stage() : to;
    try {
      return payload == null ? letters.replay(id, stage) : letters.replay(id, stage, read(payload));
    } catch (UndecodableException | PayloadLimitException | IllegalArgumentException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Change some(MatchingLetters letters, String cursor, int limit) {
    try {
      return to.isEmpty() ? letters.replay(cursor, limit) : letters.replay(cursor, limit, to);
    } catch (IllegalArgumentException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()));
    }
  }

  private static String read(Path file) {
    try {
      if (Files.size(file) > MOST_FILE_BYTES) {
        throw new CommandFailedException(file + " has more than 64 MiB");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CommandFailedException(Failures.message(e));
    }
  }
}
