package io.streamweir.stages.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.streamweir.inspect.Inspector;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.schemas.accesslog.LogLine;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the program of docs/protocol.md, which knows the wire format but nothing of our code.
 * Skipped where Python or python3-redis is missing; {@code .ci/run} installs them.
 */
@WithRedis
class SubmitLineScriptIT {
  private static final Path SCRIPT = Path.of("../docs/examples/submit_line.py");
  private static final String FAILED_REQUEST =
      "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET /käse HTTP/1.1\" 503 7 \"-\" \"curl\"";

  @BeforeAll
  static void needsPythonWithRedis() throws Exception {
    assumeTrue(hasPythonWithRedis(), "python3 with the module redis is not installed");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void submitsALineAndReadsItsFinding(int partitions, RedisSpace space) throws Exception {
    Run run = work(space, AccessLogPipeline.pipeline(partitions), FAILED_REQUEST);

    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.result().get("status").asText()).isEqualTo("finished");
    assertThat(run.result().get("stage").asText()).isEqualTo("tally");
    JsonNode finding = run.result().get("value");
    assertThat(finding.get("why").asText()).isEqualTo("SERVER_ERROR");
    assertThat(finding.get("target").asText()).isEqualTo("/käse");
    assertThat(finding.get("time").asLong()).isEqualTo(1431857103000L);
    assertThat(run.accepted()).isEqualTo(1);
  }

  @Test
  void readsWhyALineWasRejected(RedisSpace space) throws Exception {
    Run run = work(space, AccessLogPipeline.pipeline(1), "no log line");

    assertThat(run.status()).as(run.errors()).isEqualTo(1);
    assertThat(run.result().get("status").asText()).isEqualTo("failed");
    assertThat(run.result().get("reason").asText()).isEqualTo("rejected");
    assertThat(run.result().get("attempts").asText()).isEqualTo("1");
    assertThat(run.result().get("error").asText()).isNotEmpty();
  }

  private record Run(int status, JsonNode result, String errors, long accepted) {}

  private static Run work(RedisSpace space, Pipeline<LogLine> pipeline, String line)
      throws Exception {
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        Worker worker = Worker.start(link, pipeline)) {
      Process python =
          python(SCRIPT.toString(), "--redis", space.uri(), "--namespace", space.namespace(), line);
      String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String errors = new String(python.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(python.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
      long accepted =
          new Inspector(link, pipeline)
              .counters(Counters.TOTALS)
              .getOrDefault(Counters.ACCEPTED, 0L);
      JsonNode result = new ObjectMapper().readTree(output);
      return new Run(python.exitValue(), result, errors, accepted);
    }
  }

  private static boolean hasPythonWithRedis() throws InterruptedException {
    try {
      return python("-c", "import redis").waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static Process python(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("/usr/bin/python3"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PYTHONUTF8", "1");
    return builder.start();
  }
}
