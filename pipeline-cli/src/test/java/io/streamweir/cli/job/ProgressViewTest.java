package io.streamweir.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.GatherProgress;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ProgressViewTest {
  private static final List<GatherProgress> SPLITS =
      List.of(
          new GatherProgress("list", "", 1200, 0, 3000, OptionalInt.empty()),
          new GatherProgress("ranges", "7", 3, 1, 8, OptionalInt.of(8)));

  @Test
  void showsEachSplitOnALine() {
    assertThat(new ProgressView(false).show("j", SPLITS).lines())
        .containsExactly(
            "j  running  list: 1,200 of 3,000 parts done, more to come",
            "j  running  ranges 7: 3 of 8 parts done, 1 failed");
  }

  @Test
  void showsAllSplitsAsOneObject() {
    assertThat(new ProgressView(true).show("j", SPLITS))
        .isEqualTo(
            "{\"job\":\"j\",\"status\":\"running\",\"splits\":["
                + "{\"stage\":\"list\",\"path\":\"\",\"done\":1200,\"failed\":0,\"made\":3000,\"total\":null},"
                + "{\"stage\":\"ranges\",\"path\":\"7\",\"done\":3,\"failed\":1,\"made\":8,\"total\":8}]}");
  }
}
