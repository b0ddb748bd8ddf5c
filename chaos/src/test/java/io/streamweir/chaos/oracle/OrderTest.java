package io.streamweir.chaos.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OrderTest {
  private static final Map<String, List<String>> CAME =
      Map.of("a", List.of("1", "3", "5"), "b", List.of("2", "4"));

  @Test
  void isContentWhereEachKeyKeepsItsOrder() {
    assertThat(left(Map.of("a", List.of("1", "3", "5"), "b", List.of("2", "4")))).isEmpty();
  }

  @Test
  void leavesMissingAndRepeatedJobsToOthers() {
    assertThat(left(Map.of("a", List.of("1", "5", "1")))).isEmpty();
  }

  @Test
  void findsJobsThatChangedPlaces() {
    assertThat(left(Map.of("a", List.of("1", "5", "3"))))
        .containsExactly("5 left the line of a where 3 was due");
  }

  @Test
  void findsAJobThatNeverCame() {
    assertThat(left(Map.of("b", List.of("2", "9"))))
        .containsExactly("9 left the line of b where none was due");
  }

  private static List<String> left(Map<String, List<String>> left) {
    return new Order(CAME, left).judge();
  }
}
