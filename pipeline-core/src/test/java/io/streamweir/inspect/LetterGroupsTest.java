package io.streamweir.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.inspect.DeadLetters.Letter;
import io.streamweir.inspect.LetterGroups.Group;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LetterGroupsTest {
  private final LetterGroups groups = new LetterGroups();

  private static Letter letter(String id, String reason, String error, long diedAt) {
    return new Letter(id, "job", reason, error, 1, Instant.ofEpochMilli(diedAt), Map.of());
  }

  @Test
  void countsByStageReasonAndException() {
    groups.add("parse", letter("0:5-0", "attempts", "java.io.IOException: away at a.B.c(B:1)", 5));
    groups.add("parse", letter("1:3-0", "attempts", "java.io.IOException: other\n\tat x", 3));
    groups.add("parse", letter("0:9-0", "attempts", "java.lang.RuntimeException", 9));
    groups.add("parse", letter("0:6-0", "rejected", "java.io.IOException: away", 6));
    groups.add("store", letter("0:5-0", "attempts", "java.io.IOException: away", 5));

    assertThat(groups.groups()).hasSize(4);
    assertThat(groups.groups().get(0))
        .isEqualTo(
            new Group(
                "parse",
                "attempts",
                "java.io.IOException",
                2,
                Instant.ofEpochMilli(3),
                Instant.ofEpochMilli(5),
                "0:5-0",
                "java.io.IOException: away at a.B.c(B:1)"));
    assertThat(groups.others()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "java.io.IOException: away | java.io.IOException",
        "java.lang.IllegalStateException | java.lang.IllegalStateException",
        "java.lang.IllegalStateException at a.B.c(B.java:3) | java.lang.IllegalStateException",
        "a.b.Outer$Inner; caused by: x | a.b.Outer$Inner",
        "not wanted | ''",
        "see java.io.IOException: away | ''",
        "example.com is away | ''",
        "www.Example.com: away | ''",
        "IOException: away | ''",
        "'' | ''"
      })
  void takesTheExceptionFromTheBeginningOfTheError(String error, String exception) {
    assertThat(LetterGroups.exception(error)).isEqualTo(exception);
  }

  @Test
  void holdsABoundedNumberOfGroupsAndCountsTheRest() {
    for (int i = 0; i < LetterGroups.MOST + 50; i++) {
      groups.add("parse", letter("0:5-0", "attempts", "a.b.C" + i + ": away", 5));
    }
    groups.add("parse", letter("0:5-0", "attempts", "a.b.C7: away", 5));

    assertThat(groups.groups()).hasSize(LetterGroups.MOST);
    assertThat(groups.groups().get(0).exception()).isEqualTo("a.b.C7");
    assertThat(groups.others()).isEqualTo(50);
  }

  @Test
  void keepsLittleOfALongError() {
    groups.add("parse", letter("0:5-0", "r".repeat(900), "e".repeat(9_000), 5));

    List<Group> all = groups.groups();
    assertThat(all.get(0).exampleError()).hasSize(300);
    assertThat(all.get(0).reason()).hasSize(64);
  }
}
