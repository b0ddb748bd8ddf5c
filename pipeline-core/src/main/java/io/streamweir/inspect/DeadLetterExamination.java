package io.streamweir.inspect;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.replay.DeadStream;
import io.streamweir.internal.feature.replay.DeadStream.Letter;
import io.streamweir.pipeline.StageDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
  public void examine(Subject subject, Keys keys, StageDefinition<?, ?> stage, Findings findings) {
    long since = subject.queries().now() - RECENT.toMillis();
    List<Letter> recent =
        new DeadStream(subject.link(), keys, stage.name()).after(since + "-0", SAMPLE);
    if (recent.isEmpty()) {
      return;
    }
    Map<String, Long> reasons =
        recent.stream()
            .collect(Collectors.groupingBy(Letter::reason, TreeMap::new, Collectors.counting()));
    String what =
        "in the last %s minutes %s dead letters came into %s (%s); one of them: %s"
            .formatted(
                RECENT.toMinutes(),
                recent.size() < SAMPLE ? recent.size() : SAMPLE + " or more",
                keys.dead(stage.name()),
                reasons.entrySet().stream()
                    .map(reason -> reason.getValue() + " " + reason.getKey())
                    .collect(Collectors.joining(", ")),
                firstLine(recent.get(recent.size() - 1).error()));
    String advice =
        "`dead show --stage "
            + stage.name()
            + " --all` tells why; mend the cause, then `dead replay`";
    if (reasons.keySet().equals(Set.of("rejected"))) {
      findings.notice(what, advice);
    } else {
      findings.wrong(what, advice);
    }
  }

  private static String firstLine(String error) {
    String line = error.lines().findFirst().orElse("");
    return line.length() <= MOST_CHARS ? line : line.substring(0, MOST_CHARS) + "...";
  }
}
