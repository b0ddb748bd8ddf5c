package io.streamweir.http.job;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.http.core.Json;
import io.streamweir.http.job.Orders.Order;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BulkReaderTest {
  private final Inputs<Order> inputs = new Inputs<>(Order.class);
  private final BulkWay way =
      new BulkWay() {
        @Override
        public SubmitRequest request(byte[] line, Inputs<?> inputs) {
          return SubmitRequest.line(line, inputs, Json.object());
        }

        @Override
        public Begun begin(List<BulkLine> lines) {
          throw new AssertionError("nothing is submitted here");
        }
      };

  private BulkReader reader(InputStream body) {
    return new BulkReader(inputs, way, body, Duration.ofSeconds(60));
  }

  private static byte[] lines(int count, int bytes) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> "{\"input\":{\"number\":\"N" + i + "\",\"cents\":1}}")
        .map(line -> line + " ".repeat(bytes - line.length()) + "\n")
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void handsOverAllLinesInTheirOrder() throws Exception {
    BulkReader reader = reader(new ByteArrayInputStream(lines(2_000, 60)));
    reader.run();

    List<Long> numbers = new ArrayList<>();
    for (List<BulkLine> next = reader.next(); !next.isEmpty(); next = reader.next()) {
      assertThat(next).hasSizeLessThanOrEqualTo(512);
      next.forEach(line -> numbers.add(line.number()));
    }

    assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, 2_000).mapToObj(i -> (long) i).toList());
    reader.checkEnd();
  }

  @Test
  void readsNoFurtherAheadThanItHasRoom() throws Exception {
    Counted body = new Counted(lines(40, 500_000));
    BulkReader reader = reader(body);
    Thread reading = new Thread(reader::run);
    reading.start();
    await().atMost(PATIENCE).until(() -> reading.getState() == Thread.State.WAITING);

    assertThat(body.read).isLessThan(11_000_000);
    int lines = 0;
    for (List<BulkLine> next = reader.next(); !next.isEmpty(); next = reader.next()) {
      lines += next.size();
      reader.answered(next);
    }
    assertThat(lines).isEqualTo(40);
    reading.join();
  }

  @Test
  void endsWhereNobodyTakesLinesAnyMore() throws Exception {
    BulkReader reader = reader(new Counted(lines(40, 500_000)));
    Thread reading = new Thread(reader::run);
    reading.start();
    await().atMost(PATIENCE).until(() -> reading.getState() == Thread.State.WAITING);

    reader.close();

    reading.join(PATIENCE.toMillis());
    assertThat(reading.isAlive()).isFalse();
  }

  /** How much was read. */
  private static final class Counted extends ByteArrayInputStream {
    private volatile int read;

    Counted(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized int read(byte[] into, int from, int most) {
      int count = super.read(into, from, most);
      read = pos;
      return count;
    }

    @Override
    public void close() throws IOException {}
  }
}
