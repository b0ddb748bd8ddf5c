package io.streamweir.inspect;

import io.streamweir.client.LogReader;
import io.streamweir.client.ResultLog;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.Plural;
import java.time.Duration;
import java.util.stream.Stream;

/** Readers that have fallen out of the log of results, or are about to. */
final class ResultLogExamination implements Examination {
  private static final double LATE = 0.8; // of the time that the log keeps an end

  @Override
  public void examine(Subject subject, Findings findings) {
    PipelineFacts<?> facts;
    try {
      facts = PipelineMeta.known(subject.link(), subject.pipeline()).facts();
    } catch (PipelineMeta.MismatchException e) { // another examination reports it
      return;
    }
    if (facts.keptResults().isZero() || !sound(subject, findings)) {
      return;
    }
    for (LogReader reader : ResultLog.of(subject.link(), facts).readers()) {
      examine(reader, facts.keptResults(), findings);
    }
  }

  private static boolean sound(Subject subject, Findings findings) {
    subject.learnTypes(
        subject.partitions().stream()
            .flatMap(keys -> Stream.of(keys.ends(), keys.missed()))
            .toList());
    boolean sound = true;
    for (Keys keys : subject.partitions()) {
      sound &= subject.sound(keys.ends(), "stream", findings);
      sound &= subject.sound(keys.missed(), "hash", findings);
    }
    return sound;
  }

  private static void examine(LogReader reader, Duration kept, Findings findings) {
    if (reader.out() > 0) {
      findings.wrong(
          name(reader) + " is out of the log: " + missed(reader.out()) + " since it was there",
          "start its program, or remove it with `reader remove`; a longer keepResults gives it"
              + " more time");
    } else if (reader.oldestUnreadSeconds() > LATE * kept.toSeconds()) {
      findings.wrong(
          name(reader)
              + " is about to fall out of the log: an end waits for it since "
              + Duration.ofSeconds((long) reader.oldestUnreadSeconds())
              + ", and the log keeps it for "
              + kept,
          "start its program, or more processes of it; its log says where its handler fails");
    } else if (reader.missed() > 0) {
      findings.notice(
          name(reader) + " has been out of the log: " + missed(reader.missed()) + " in all",
          "its program was told; `reader remove` forgets the count, and its position");
    }
  }

  private static String name(LogReader reader) {
    return "reader " + reader.name() + " of the results";
  }

  private static String missed(long ends) {
    return Plural.of(ends, "end was", "ends were") + " trimmed";
  }
}
