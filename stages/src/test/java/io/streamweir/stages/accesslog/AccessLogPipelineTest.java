package io.streamweir.stages.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineProvider;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.schemas.accesslog.ErrorAlert;
import io.streamweir.schemas.accesslog.Finding;
import io.streamweir.schemas.accesslog.FindingKind;
import io.streamweir.schemas.accesslog.LogLine;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class AccessLogPipelineTest {
  private static final String TIME = "[17/May/2015:12:05:03 +0200]";
  private static final String GOOD = "192.0.2.7 - - " + TIME + " \"GET /a?b HTTP/1.1\" 200 12";

  private final CountingRun run = new CountingRun();

  @Test
  void isFoundByTheServiceLoader() {
    List<Pipeline<?>> found =
        ServiceLoader.load(PipelineProvider.class).stream()
            .<Pipeline<?>>map(provider -> provider.get().pipeline())
            .toList();

    assertThat(found).extracting(Pipeline::name).contains("access-log");
  }

  @Test
  void parsesThenClassifiesThenTallies() {
    Pipeline<LogLine> pipeline = AccessLogPipeline.pipeline(4);

    assertThat(pipeline.partitions()).isEqualTo(4);
    assertThat(pipeline.stages())
        .extracting(StageDefinition::name)
        .containsExactly("parse", "classify", "tally", "alert");
    assertThat(pipeline.upstreamOf(pipeline.windows().get(0)))
        .containsExactly("parse", "classify", "tally");
    assertThat(pipeline.stage("parse").next()).isEqualTo("classify");
    assertThat(pipeline.stage("classify").next()).isEqualTo("tally");
  }

  @Test
  void runsThroughButForAClassifyThatIsSlow() {
    Pipeline<LogLine> fast = AccessLogPipeline.pipeline(Map.of());
    Pipeline<LogLine> slow = AccessLogPipeline.pipeline(Map.of(PretendedDelay.VARIABLE, "100"));

    assertThat(fast.runsThrough("classify") && fast.runsThrough("tally")).isTrue();
    assertThat(slow.runsThrough("classify")).isFalse();
    assertThat(slow.runsThrough("tally")).isTrue();
  }

  @Test
  void countsARequestEverywhereOnceAndEndsSilently() {
    run.line(GOOD);

    assertThat(run.count("totals", "accepted")).isEqualTo(1);
    assertThat(run.count("totals", "bytes")).isEqualTo(12);
    assertThat(run.count("status", "200")).isEqualTo(1);
    assertThat(run.count("methods", "GET")).isEqualTo(1);
    assertThat(run.count("minutes", "2015-05-17T10:05Z")).isEqualTo(1);
    assertThat(run.count("paths", "/a")).isEqualTo(1);
    assertThat(run.count("traffic", "bot/page")).isEqualTo(1);
    assertThat(run.findings).isEmpty();
  }

  @Test
  void countsNoPathForAnotherRequest() {
    run.line("h i u " + TIME + " \"-\" 008 -");

    assertThat(run.count("methods", "other")).isEqualTo(1);
    assertThat(run.count("status", "008")).isEqualTo(1);
    assertThat(run.counters).doesNotContainKey("paths");
  }

  @Test
  void findsAServerError() {
    run.line("192.0.2.7 - - " + TIME + " \"PURGE /a?b HTTP/1.1\" 503 12 \"-\" \"curl/8.5.0\"");

    assertThat(run.findings)
        .containsExactly(
            new Finding(
                FindingKind.SERVER_ERROR,
                1_431_857_103_000L,
                "192.0.2.7",
                "PURGE",
                "/a?b",
                503,
                "curl/8.5.0"));
    assertThat(run.count("findings", "server-error")).isEqualTo(1);
  }

  @Test
  void findsAnAttackAndPutsItBeforeTheServerError() {
    run.line("h i u " + TIME + " \"GET /../etc/passwd HTTP/1.1\" 500 1");

    assertThat(run.findings).extracting(Finding::getWhy).containsExactly(FindingKind.TRAVERSAL);
    assertThat(run.count("findings", "traversal")).isEqualTo(1);
  }

  @Test
  void alertsOnlyWhereManyOfEnoughRequestsFailed() {
    request("05", "200", 19);
    request("05", "503", 1);
    request("06", "200", 20);
    request("06", "404", 9);
    request("06", "503", 1);
    request("07", "500", 19);

    assertThat(run.alerts())
        .containsExactly(new ErrorAlert(1_431_857_100_000L, 20L, 1L, 240L, 20L));
    assertThat(run.report().alerts()).isEqualTo(Map.of("2015-05-17T10:05Z", 1L));
  }

  private void request(String minute, String status, int count) {
    for (int i = 0; i < count; i++) {
      String host = "192.0.2." + (status.equals("200") ? i : 200 + i);
      String time = "[17/May/2015:12:" + minute + ":03 +0200]";
      run.line(host + " - - " + time + " \"GET /a HTTP/1.1\" " + status + " 12");
    }
  }

  @Test
  void countsARejectedLineAndSaysWhy() {
    run.line("nonsense");

    assertThat(run.count("totals", "rejected")).isEqualTo(1);
    assertThat(run.rejected).containsExactly("expected a host and a space at column 1");
  }

  @Test
  void countsALineThatIsRejectedAgainOnlyOnce() {
    run.line("nonsense");
    run.line("nonsense", 1);
    run.line("nonsense", 2);

    assertThat(run.count("totals", "rejected")).isEqualTo(1);
  }

  @Test
  void takesTheRejectionBackWhenTheReplayedLineIsAccepted() {
    run.line("nonsense");
    run.line(GOOD, 1);

    assertThat(run.count("totals", "rejected")).isZero();
    assertThat(run.count("totals", "accepted")).isEqualTo(1);
  }

  @Test
  void seesTheMinuteInUtcAlsoAcrossMidnight() {
    run.line("h i u [01/Jan/2016:00:30:00 +0100] \"-\" 200 1");
    run.line("h i u [31/Dec/2015:23:30:00 -0100] \"-\" 200 1");

    assertThat(run.report().minutes()).containsOnlyKeys("2015-12-31T23:30Z", "2016-01-01T00:30Z");
  }
}
