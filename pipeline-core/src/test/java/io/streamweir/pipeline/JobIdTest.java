package io.streamweir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobIdTest {
  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  @Test
  void makesUlidsOfTheCurrentTime() {
    long before = System.currentTimeMillis();
    String id = JobId.next();

    assertThat(id).matches("[0-7][0-9A-HJKMNP-TV-Z]{25}");
    assertThat(millis(id)).isBetween(before, System.currentTimeMillis() + 60_000);
  }

  @Test
  void tellsWhenAnIdWasMade() {
    String id = JobId.next();
    assertThat(JobId.madeAt(id)).contains(Instant.ofEpochMilli(millis(id)));
    assertThat(JobId.madeAt("01ARZ3NDEKTSV4RRFFQ69G5FAV"))
        .contains(Instant.ofEpochMilli(1469922850259L));
    for (String other :
        List.of("", "order-7", "81ARZ3NDEKTSV4RRFFQ69G5FAV", "01arz3ndektsv4rrffq69g5fav")) {
      assertThat(JobId.madeAt(other)).as(other).isEmpty();
    }
  }

  @Test
  void sortsInTheOrderOfMakingWithinAMillisecondAndWhenTheClockStepsBack() {
    long now = System.currentTimeMillis() + 50_000;
    List<String> ids = new ArrayList<>();
    for (long millis : new long[] {now, now, now, now + 1, now - 10_000, now + 1, now + 2}) {
      ids.add(JobId.next(millis));
    }
    assertThat(ids).isSorted().doesNotHaveDuplicates();
    assertThat(millis(ids.get(3))).isEqualTo(now + 1);
  }

  @Test
  void isUniqueAndSortedPerThreadOverManyThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    Callable<List<String>> task =
        () -> {
          List<String> ids = new ArrayList<>();
          for (int i = 0; i < 5_000; i++) {
            ids.add(JobId.next());
          }
          return ids;
        };
    Set<String> all = new HashSet<>();
    try {
      for (Future<List<String>> ids : threads.invokeAll(java.util.Collections.nCopies(8, task))) {
        assertThat(ids.get()).isSorted();
        all.addAll(ids.get());
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(all).hasSize(40_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "Order_17.2:b-c", "01ARZ3NDEKTSV4RRFFQ69G5FAV"})
  void takesAClientsOwnId(String id) {
    assertThat(JobId.check(id)).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "ä", "a/b", "a\n", "{a}", "\u0000"})
  void refusesIdsThatDoNotFitIntoKeys(String id) {
    assertThatIllegalArgumentException().isThrownBy(() -> JobId.check(id));
  }

  @Test
  void refusesIdsOfMoreThan128Characters() {
    assertThat(JobId.check("a".repeat(128))).hasSize(128);
    assertThatIllegalArgumentException().isThrownBy(() -> JobId.check("a".repeat(129)));
  }

  private static long millis(String id) {
    long millis = 0;
    for (int i = 0; i < 10; i++) {
      millis = millis * 32 + DIGITS.indexOf(id.charAt(i));
    }
    return millis;
  }
}
