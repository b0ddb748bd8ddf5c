package io.streamweir.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamweir.codec.UndecodableException;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.schemas.accesslog.Finding;
import io.streamweir.schemas.accesslog.LogLine;
import io.streamweir.schemas.manifest.Directory;
import io.streamweir.schemas.webhook.WebhookEvent;
import io.streamweir.stages.webhook.WebhookPipeline;
import io.streamweir.stages.webhook.WebhookSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobFormatTest {
  private final JobFormat<WebhookEvent> events = JobFormat.of(WebhookEvent.class);

  @Test
  void anEventWhoseTargetIsNoneIsRefusedWithTheReason() {
    Pipeline<WebhookEvent> pipeline = WebhookPipeline.pipeline(WebhookSettings.defaults(), 1);
    JobFormat<WebhookEvent> format = JobFormat.of(WebhookEvent.class).keyedAs(pipeline);

    assertThat(format.read("{\"target\": \"https://example.com./x\"}").getTarget())
        .isEqualTo("https://example.com./x");
    assertThatThrownBy(() -> format.read("{\"target\": \"https://my_host.example.com/x\"}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("underscore");
  }

  @Test
  void fieldsWithADefaultMayBeLeftOut() {
    assertThat(events.read("{\"target\": \"https://example.com\"}"))
        .isEqualTo(new WebhookEvent("https://example.com", Map.of(), "", "default"));
    assertThat(events.read("{\"body\": \"b\", \"headers\": {\"X\": \"y\"}, \"target\": \"t\"}"))
        .isEqualTo(new WebhookEvent("t", Map.of("X", "y"), "b", "default"));
  }

  @Test
  void otherFieldsMayNot() {
    assertThatThrownBy(() -> events.read("{\"body\": \"b\"}"))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("target");
    assertThatThrownBy(() -> events.read("[]")).isInstanceOf(UndecodableException.class);
    assertThatThrownBy(() -> events.read("nonsense")).isInstanceOf(UndecodableException.class);
  }

  @Test
  void whatIsOnlyNearlyAJobIsRefused() {
    assertThatThrownBy(() -> events.read("{\"target\": \"t\", \"secert\": \"s\"}"))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContainingAll("$.secert", "nearest", "\"secret\"");
    assertThatThrownBy(() -> events.read("{\"target\": \"t\"} x"))
        .isInstanceOf(UndecodableException.class);
    assertThatThrownBy(() -> events.read("{\"target\": \"t\", \"target\": \"u\"}"))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContainingAll("$.target", "twice");
  }

  @Test
  void aFieldThatMayBeNullIsNullWhereItIsLeftOut() {
    String finding =
        "{\"why\":\"PROBE\",\"time\":1,\"host\":\"h\",\"method\":\"GET\",\"target\":\"/\",\"status\":404}";
    assertThat(JobFormat.of(Finding.class).read(finding).getAgent()).isNull();
  }

  @Test
  void aRecordOfOneTextIsTheText() {
    assertThat(JobFormat.of(LogLine.class).read("{\"line\"")).isEqualTo(new LogLine("{\"line\""));
  }

  @Test
  void aDirectoryIsItsPathOrAnObject() {
    JobFormat<Directory> directories = JobFormat.of(Directory.class);
    assertThat(directories.read("photos/2024/"))
        .isEqualTo(new Directory("photos/2024", "photos/2024.sha256", 16L << 20, 64));
    assertThat(directories.read("{\"path\": \"{x}\", \"filesPerPart\": 1}"))
        .isEqualTo(new Directory("{x}", null, 16L << 20, 1));
    assertThatThrownBy(() -> directories.read("../x")).isInstanceOf(IllegalArgumentException.class);
  }
}
