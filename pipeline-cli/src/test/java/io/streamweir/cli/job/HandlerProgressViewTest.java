package io.streamweir.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.HandlerProgress;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HandlerProgressViewTest {
  private static final Instant AT = Instant.parse("2026-11-30T02:15:03.120Z");
  private static final HandlerProgress SAID =
      new HandlerProgress("j", "import", "0.3", 0.4, "page 4\n of 10", 2, "web-1", AT);

  @Test
  void showsOneOnALine() {
    assertThat(new HandlerProgressView(false).show(SAID))
        .isEqualTo(
            "j  running  import 0.3: 40.0 %  page 4\\x0a of 10  (2026-11-30T02:15:03Z, attempt 2)");
  }

  @Test
  void leavesOutWhatIsAsUsual() {
    assertThat(
            new HandlerProgressView(false)
                .show(new HandlerProgress("j", "import", "", 1, "", 1, "web-1", AT)))
        .isEqualTo("j  running  import: 100.0 %  (2026-11-30T02:15:03Z)");
  }

  @Test
  void showsOneAsAnObject() {
    assertThat(new HandlerProgressView(true).show(SAID))
        .isEqualTo(
            "{\"job\":\"j\",\"status\":\"running\",\"stage\":\"import\",\"path\":\"0.3\",\"fraction\":0.4,\"note\":\"page"
                + " 4\\n"
                + " of 10\",\"attempt\":2,\"worker\":\"web-1\","
                + "\"at\":\"2026-11-30T02:15:03.120Z\"}");
  }
}
