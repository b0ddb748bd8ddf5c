package io.streamweir.stages.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.testkit.Patience;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Compares the report with what an independent program counts. Skipped where there is no Perl. */
class CountAccessLogScriptTest {
  private static final Path SCRIPT = Path.of("src/test/scripts/count-access-log.pl");

  @TempDir Path folder;

  @BeforeAll
  static void needsPerl() throws InterruptedException {
    assumeTrue(hasPerl(), "perl is not installed");
  }

  @Test
  void agreesOnTheSample() throws Exception {
    StringBuilder text = new StringBuilder();
    SampleLog.write(SampleLog.DEFAULT_SEED, SampleLog.DEFAULT_LINES, text);

    agree(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void agreesOnBytesThatAreNoUtf8AndOnMutations() throws Exception {
    StringBuilder text = new StringBuilder();
    SampleLog.write(17, 10_000, text);
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    Random random = new Random(19);
    for (int i = 0; i < 8_000; i++) {
      bytes[random.nextInt(bytes.length)] =
          (byte) (random.nextBoolean() ? 0x80 | random.nextInt(128) : 32 + random.nextInt(95));
    }

    agree(bytes);
  }

  @Test
  void agreesOnEveryBrokenCharacter() throws Exception {
    byte[] head = "h i u [31/Dec/2015:23:59:59 -0001] \"GET /".getBytes(StandardCharsets.UTF_8);
    byte[] tail = " HTTP/1.1\" 200 1\n".getBytes(StandardCharsets.UTF_8);
    var text = new ByteArrayOutputStream();
    Random random = new Random(23);
    int[] starts = {0xc0, 0xc2, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff, 0x80, 0xbf};
    for (int i = 0; i < 5_000; i++) {
      text.writeBytes(head);
      for (int n = random.nextInt(5); n >= 0; n--) {
        text.write(random.nextInt(3) == 0 ? starts[random.nextInt(13)] : 0x80 + random.nextInt(64));
      }
      text.writeBytes(tail);
    }

    agree(text.toByteArray());
  }

  /** The logs of {@code -Dstreamweir.accesslog=FILE,FILE}; none where none is given. */
  @TestFactory
  Stream<DynamicTest> agreesOnGivenLogs() {
    return Pattern.compile(",")
        .splitAsStream(System.getProperty("streamweir.accesslog", ""))
        .filter(log -> !log.isEmpty())
        .map(log -> dynamicTest(log, () -> agree(Files.readAllBytes(Path.of(log)))));
  }

  private void agree(byte[] log) throws IOException, InterruptedException {
    Path file = Files.write(folder.resolve("access.log"), log);
    CountingRun run = new CountingRun();
    new String(log, StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank()).forEach(run::line);

    ObjectNode ours = (ObjectNode) new ObjectMapper().readTree(run.report().toJson());
    assertThat(ours.remove("findings")).isNotNull();
    assertThat(count(file)).isEqualTo(ours.toString());
  }

  private static String count(Path log) throws IOException, InterruptedException {
    Process perl =
        new ProcessBuilder("perl", SCRIPT.toString(), log.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String answer = new String(perl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(perl.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(perl.exitValue()).isZero();
    return answer.strip();
  }

  private static boolean hasPerl() throws InterruptedException {
    try {
      return new ProcessBuilder("perl", "-e", "1").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
