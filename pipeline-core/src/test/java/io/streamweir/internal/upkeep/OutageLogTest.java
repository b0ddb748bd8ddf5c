package io.streamweir.internal.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.StreamweirException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.slf4j.event.EventRecordingLogger;
import org.slf4j.event.Level;
import org.slf4j.event.SubstituteLoggingEvent;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.SubstituteLogger;

class OutageLogTest {
  private final Queue<SubstituteLoggingEvent> events = new ArrayDeque<>();
  private final OutageLog log =
      new OutageLog(
          new EventRecordingLogger(new SubstituteLogger("x", events, false), events), Level.WARN);

  private List<String> said() {
    List<String> all = new ArrayList<>();
    for (SubstituteLoggingEvent e = events.poll(); e != null; e = events.poll()) {
      all.add(
          e.getLevel()
              + " "
              + MessageFormatter.basicArrayFormat(e.getMessage(), e.getArgumentArray())
              + (e.getThrowable() == null ? "" : " with a trace"));
    }
    return all;
  }

  @Test
  void saysAFailureOnceHoweverOftenItIsTried() {
    for (int i = 0; i < 3; i++) {
      log.failed("moving", new StreamweirException("no"));
    }
    log.failed("firing", "full");
    assertThat(said())
        .containsExactly(
            "WARN moving fails and is tried again: no",
            "WARN firing fails and is tried again: full");
  }

  @Test
  void saysThatItIsOverAndThenTheNextFailureAgain() {
    log.over("moving");
    log.failed("moving", "no");
    log.over("moving");
    log.over("moving");
    log.failed("moving", "no");
    assertThat(said())
        .containsExactly(
            "WARN moving fails and is tried again: no",
            "INFO moving works again",
            "WARN moving fails and is tried again: no");
  }

  @Test
  void saysNoMoreOfAFailureWhoseWordsChangeAllTheTime() {
    for (int i = 0; i < 100; i++) {
      log.failed("moving", "no " + i);
    }
    assertThat(said()).containsExactly("WARN moving fails and is tried again: no 0");
  }

  @Test
  void saysWhatDoesNotPassAtTheLevelThatIsGivenAndThatItIsOver() {
    log.failed(Level.ERROR, "reading", new StreamweirException("WRONGTYPE"));
    log.failed(Level.ERROR, "reading", new StreamweirException("WRONGTYPE"));
    log.over("reading");
    assertThat(said())
        .containsExactly(
            "ERROR reading fails and is tried again: WRONGTYPE", "INFO reading works again");
  }

  @Test
  void showsWhereAnUnexpectedFailureComesFrom() {
    log.failed("moving", new CompletionException(new OutOfMemoryError("heap")));
    assertThat(said()).containsExactly("WARN moving fails and is tried again with a trace");
  }

  @Test
  void saysNothingOfWhatIsTriedNoLonger() {
    log.failed("asking the old master", "no");
    log.forget("asking the old master");
    log.over("asking the old master");
    assertThat(said()).containsExactly("WARN asking the old master fails and is tried again: no");
  }
}
