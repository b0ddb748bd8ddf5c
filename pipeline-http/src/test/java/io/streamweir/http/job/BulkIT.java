package io.streamweir.http.job;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.http.HttpApi;
import io.streamweir.http.contract.Contract;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.ApiConfig;
import io.streamweir.http.core.Caller;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.job.Orders.Order;
import io.streamweir.inspect.Inspector;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class BulkIT {
  private static final String BULK = "/v1/pipelines/orders/jobs/bulk";

  private RedisConfig redis;
  private RedisLink link;
  private HttpApi http;

  @BeforeEach
  void open(RedisSpace space) {
    redis = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    link = RedisLink.open(redis);
    http = Contract.http(Engine.of(redis, List.of(Orders.plain())));
  }

  @AfterEach
  void close() {
    http.close();
    link.close();
  }

  private static String lines(int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(i -> "{\"input\":{\"number\":\"N" + i + "\",\"cents\":1}}\n")
        .collect(Collectors.joining());
  }

  private List<JsonNode> submit(String target, String body) throws IOException {
    return submit(target, body.getBytes(StandardCharsets.UTF_8));
  }

  private List<JsonNode> submit(String target, byte[] body) throws IOException {
    Request request =
        Request.of("POST", target)
            .withHeader("Content-Type", "application/x-ndjson")
            .withStream(new ByteArrayInputStream(body));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ((Answer.Written) http.api().answer(request)).writer().write(out);
    return out.toString(StandardCharsets.UTF_8).lines().map(Json::parse).toList();
  }

  private long waiting(Pipeline<Order> pipeline) {
    return new Inspector(link, pipeline).status().get(0).backlog();
  }

  @Test
  void answersEachLineInOrderAndSaysInTheEndWhatBecameOfAll() throws IOException {
    String body =
        lines(0, 2_000)
            + "{\"input\":{\"number\":\"A\",\"cents\":1e99999999999}}\n"
            + "no json\n"
            + "\n"
            + lines(2_000, 3_000)
            + "{\"input\":{\"number\":\"last\",\"cents\":1},\"options\":{\"dely\":1}}";

    List<JsonNode> answers = submit(BULK, body);

    assertThat(answers).hasSize(5_004);
    for (int i = 0; i < 2_002; i++) {
      assertThat(answers.get(i).get("line").asInt()).isEqualTo(i + 1);
    }
    assertThat(answers.get(0).get("job").asText()).hasSize(26);
    assertThat(answers.get(2_000).at("/problem/type").asText()).endsWith("invalid-input");
    assertThat(answers.get(2_001).at("/problem/type").asText()).endsWith("bad-request");
    assertThat(answers.get(2_002).get("line").asInt()).isEqualTo(2_004);
    assertThat(answers.get(5_002).at("/problem/errors/0/pointer").asText())
        .isEqualTo("/options/dely");
    assertThat(answers.get(5_003).toString())
        .isEqualTo("{\"end\":true,\"submitted\":5000,\"duplicates\":0,\"refused\":3}");
    assertThat(waiting(Orders.plain())).isEqualTo(5_000);
  }

  @Test
  void addsTheLinesOfASourceOnce() throws IOException {
    List<JsonNode> first = submit(BULK + "?source=file-1", lines(0, 700) + "nonsense\n");
    List<JsonNode> again = submit(BULK + "?source=file-1", lines(0, 900));

    assertThat(first).hasSize(702);
    assertThat(first.get(700).at("/problem/type").asText()).endsWith("bad-request");
    assertThat(again.get(0).toString()).isEqualTo("{\"line\":1,\"duplicate\":true}");
    assertThat(again.get(700).get("job").asText()).hasSize(26);
    assertThat(again.get(700).get("duplicate").asBoolean()).isFalse();
    assertThat(again.get(900).toString())
        .isEqualTo("{\"end\":true,\"submitted\":200,\"duplicates\":700,\"refused\":0}");
    assertThat(waiting(Orders.plain())).isEqualTo(900);
  }

  /** Else the line behind it would have its number, and the mended line would seem to be there. */
  @Test
  void endsASourceAtALineThatIsRefusedSoThatItCanBeMended() throws IOException {
    String lines = lines(0, 3);
    String bad = lines.replaceFirst("\\n", "\nnonsense\n");

    List<JsonNode> first = submit(BULK + "?source=file-1", bad);
    List<JsonNode> again = submit(BULK + "?source=file-1", lines);

    assertThat(first).hasSize(3);
    assertThat(first.get(1).at("/problem/type").asText()).endsWith("bad-request");
    assertThat(first.get(2).at("/submitted").asInt()).isEqualTo(1);
    assertThat(first.get(2).at("/problem/detail").asText()).contains("ends at line 2");
    assertThat(again.get(3).toString())
        .isEqualTo("{\"end\":true,\"submitted\":2,\"duplicates\":1,\"refused\":0}");
    assertThat(waiting(Orders.plain())).isEqualTo(3);
  }

  @Test
  void refusesOptionsOfALineOfASource() throws IOException {
    List<JsonNode> answers =
        submit(
            BULK + "?source=file-1",
            "{\"input\":{\"number\":\"A\",\"cents\":1},\"options\":{\"key\":\"k\"}}");

    assertThat(answers.get(0).at("/problem/errors/0/pointer").asText()).isEqualTo("/options");
  }

  @Test
  void answersALineBeforeTheNextOneComes() throws Exception {
    PipedOutputStream body = new PipedOutputStream();
    PipedInputStream in = new PipedInputStream(body);
    PipedOutputStream out = new PipedOutputStream();
    PipedInputStream answers = new PipedInputStream(out);
    Request request = Request.of("POST", BULK).withStream(in);
    CompletableFuture<Void> done =
        CompletableFuture.runAsync(
            () -> {
              try (OutputStream to = out) {
                ((Answer.Written) http.api().answer(request)).writer().write(to);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    for (int i = 1; i <= 3; i++) {
      body.write(lines(i, 1).getBytes(StandardCharsets.UTF_8));
      body.flush();
      assertThat(line(answers)).startsWith("{\"line\":" + i + ",\"job\":");
    }
    body.close();
    assertThat(line(answers)).contains("\"submitted\":3");
    done.join();
  }

  private static String line(PipedInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int each = in.read(); each != '\n'; each = in.read()) {
      line.append((char) each);
    }
    return line.toString();
  }

  @Test
  void waitsForRoomWhereTheInboxIsFull() throws IOException {
    http.close();
    Pipeline<Order> small = Orders.small(100);
    http = Contract.http(Engine.of(redis, List.of(small)));
    List<JsonNode> answers = new ArrayList<>();
    try (Worker worker = Worker.start(link, small)) {
      answers.addAll(submit(BULK, lines(0, 1_000)));
    }
    assertThat(answers.get(1_000).toString())
        .isEqualTo("{\"end\":true,\"submitted\":1000,\"duplicates\":0,\"refused\":0}");
  }

  @Test
  void refusesALineThatIsNotUtf8() throws IOException {
    String body = lines(0, 1) + "{\"input\":{\"number\":\"\u00e9\",\"cents\":1}}\n" + lines(1, 1);

    List<JsonNode> answers = submit(BULK, body.getBytes(StandardCharsets.ISO_8859_1));

    assertThat(answers.get(1).at("/problem/type").asText()).endsWith("bad-request");
    assertThat(answers.get(3).get("submitted").asInt()).isEqualTo(2);
  }

  @Test
  void readsNoFurtherWhenTheClientIsGone() {
    Endless endless = new Endless();
    Request request = Request.of("POST", BULK).withStream(endless);
    Answer.Written answer = (Answer.Written) http.api().answer(request);
    OutputStream gone =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("gone");
          }
        };

    assertThatIOException().isThrownBy(() -> answer.writer().write(gone));

    await().atMost(PATIENCE).until(() -> !endless.isRead());
  }

  @Test
  void takesNoMoreLinesOfACallerWhoseTokenIsTakenAway() throws IOException {
    AtomicBoolean valid = new AtomicBoolean(true);
    http.close();
    http =
        Contract.http(
            Engine.of(redis, List.of(Orders.plain())),
            request -> callerWhile(valid),
            ApiConfig.defaults(),
            List.of());
    InputStream second =
        new ByteArrayInputStream(lines(3_000, 1).getBytes(StandardCharsets.UTF_8)) {
          @Override
          public synchronized int read(byte[] into, int from, int most) {
            valid.set(false);
            return super.read(into, from, most);
          }
        };
    InputStream first = new ByteArrayInputStream(lines(0, 3_000).getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Request request = Request.of("POST", BULK).withStream(new SequenceInputStream(first, second));
    ((Answer.Written) http.api().answer(request)).writer().write(out);

    String[] answers = out.toString(StandardCharsets.UTF_8).split("\n");
    assertThat(answers[2_999]).startsWith("{\"line\":3000,\"job\":");
    JsonNode end = Json.parse(answers[3_000]);
    assertThat(end.get("submitted").asInt()).isEqualTo(3_000);
    assertThat(end.at("/problem/type").asText()).endsWith("unauthorized");
  }

  private static Caller callerWhile(AtomicBoolean valid) {
    return new Caller() {
      @Override
      public String name() {
        return "shop";
      }

      @Override
      public boolean may(Role role) {
        return true;
      }

      @Override
      public boolean sees(String pipeline) {
        return true;
      }

      @Override
      public boolean valid() {
        return valid.get();
      }
    };
  }

  /** One line after the other. */
  private static final class Endless extends InputStream {
    private final byte[] line = lines(0, 1).getBytes(StandardCharsets.UTF_8);
    private volatile Thread reader = Thread.currentThread();
    private int at;

    @Override
    public int read() {
      reader = Thread.currentThread();
      return line[at++ % line.length];
    }

    boolean isRead() {
      return Arrays.stream(reader.getStackTrace())
          .anyMatch(frame -> frame.getClassName().equals(BulkReader.class.getName()));
    }
  }
}
