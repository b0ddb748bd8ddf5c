package io.streamweir.internal.settle;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.streamweir.benchmarks.contestants.Orders;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.entry.ResultKeeping;
import io.streamweir.internal.wire.Call;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A batch of settlements to the bytes of one command; times are per entry. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SettlementBenchmark {
  private static final int BATCH = 256;

  private final SettleTarget target =
      new SettleTarget(
          new Keys("sw", "bench", 0),
          "hop",
          List.of("sink"),
          "worker",
          ResultKeeping.stored(Duration.ofDays(1)),
          false);
  private final List<Settlement> forwards = forwards();
  private final ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(1 << 17);

  private static List<Settlement> forwards() {
    Orders orders = new Orders();
    return IntStream.range(0, BATCH).mapToObj(n -> forward(orders, n)).toList();
  }

  private static Settlement forward(Orders orders, int n) {
    String id = "1700000000000-" + n;
    List<byte[]> fields =
        List.of(
            Call.bytes("j"),
            Call.bytes("01ARZ3NDEKTSV4RRFFQ69G5FAV"),
            Call.bytes("t"),
            Call.bytes("0"),
            Call.bytes("p"),
            orders.payload(n));
    Entry entry = Entry.of(Call.bytes(id), fields, 1);
    NewEntry next = NewEntry.forwarded(entry, orders.payload(n), "");
    return new Settlement(id, List.of(new Append(0, next)));
  }

  /** A run of plain forwards. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int encodeForwards() {
    buffer.clear();
    new HopCall(target, forwards).args().toArgs().encode(buffer);
    return buffer.writerIndex();
  }
}
