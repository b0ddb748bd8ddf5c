package io.streamweir.inspect;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.replay.DeadStream;
import io.streamweir.internal.feature.replay.DeadStream.Letter;
import io.streamweir.pipeline.Plural;
import io.streamweir.pipeline.StageDefinition;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Dead letters of the last ten minutes. It is a remark where handlers rejected all of them, since
 * that is what handlers are free to do.
 */
final class DeadLetterExamination implements StageExamination {
  private static final Duration RECENT = Duration.ofMinutes(10);
  private static final int SAMPLE = 200;
  private static final int MOST_CHARS = 200;

  @Override
  public CompletableFuture<Report> ask(StagePlace place) {
    Subject subject = place.subject();
    long since = subject.now() - RECENT.toMillis();
    DeadStream dead = new DeadStream(subject.link(), place.keys(), place.stage().name());
    return place
        .deadFacts()
        .thenCompose(
            facts ->
                InboxQueries.millis(facts.lastId()) < since
                    ? CompletableFuture.completedFuture(List.of())
                    : dead.behind(since + "-0", StagePlace.sample(facts.entryBytes(), SAMPLE)))
        .thenApply(
            recent ->
                recent.isEmpty()
                    ? Report.NOTHING
                    : findings -> examine(place.keys(), place.stage(), recent, findings));
  }

  private static void examine(
      Keys keys, StageDefinition<?, ?> stage, List<Letter> recent, Findings findings) {
    Map<String, Long> reasons =
        recent.stream()
            .collect(
                Collectors.groupingBy(
                    DeadLetterExamination::cause, TreeMap::new, Collectors.counting()));
    String what =
        "in the last %s minutes %s came into %s (%s), the first at %s; one of them: %s"
            .formatted(
                RECENT.toMinutes(),
                recent.size() < SAMPLE
                    ? Plural.of(recent.size(), "dead letter", "dead letters")
                    : SAMPLE + " dead letters or more",
                keys.dead(stage.name()),
                reasons.entrySet().stream()
                    .map(reason -> reason.getValue() + " " + reason.getKey())
                    .collect(Collectors.joining(", ")),
                diedAt(recent.get(0)),
                firstLine(recent.get(recent.size() - 1).error()));
    String advice = advice(stage.name(), recent);
    if (recent.stream().allMatch(letter -> letter.reason().equals("rejected"))) {
      findings.notice(what, advice);
    } else {
      findings.wrong(what, advice);
    }
  }

  private static String advice(String stage, List<Letter> recent) {
    String how = "`dead show --stage " + stage + " --all` tells why; ";
    return recent.stream().anyMatch(letter -> letter.reason().equals("deliveries"))
        ? how
            + "workers end or hang with a job of reason `deliveries`, or with another one that they"
            + " had at the time: see how they ended, then `dead replay` one by one"
        : how + "mend the cause, then `dead replay`";
  }

  /** As {@code attempts java.net.ConnectException}; the reason alone where nothing was thrown. */
  private static String cause(Letter letter) {
    String exception = LetterGroups.exception(letter.error());
    return exception.isEmpty() ? letter.reason() : letter.reason() + " " + exception;
  }

  private static Instant diedAt(Letter letter) {
    return Instant.ofEpochMilli(InboxQueries.millis(letter.id())).truncatedTo(ChronoUnit.SECONDS);
  }

  private static String firstLine(String error) {
    String line = error.lines().findFirst().orElse("");
    return line.length() <= MOST_CHARS ? line : line.substring(0, MOST_CHARS) + "...";
  }
}
