package io.streamweir.benchmarks.jmh;

import io.streamweir.benchmarks.contestants.OrderRecord;
import io.streamweir.benchmarks.contestants.Orders;
import io.streamweir.benchmarks.records.Order;
import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.SchemaSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A payload of 100 bytes to and from a generated class, and a Java record of its schema. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CodecBenchmark {
  private final AvroCodec codec = new AvroCodec(new SchemaCatalog(SchemaSource.NONE));
  private final Order order = Orders.order(7);
  private final byte[] payload = codec.encode(order);

  private final OrderRecord orderRecord = codec.decode(payload, OrderRecord.class);

  /** Generated class to bytes. */
  @Benchmark
  public byte[] encode() {
    return codec.encode(order);
  }

  /** Bytes to generated class. */
  @Benchmark
  public Order decode() {
    return codec.decode(payload, Order.class);
  }

  /** Java record to bytes. */
  @Benchmark
  public byte[] encodeRecord() {
    return codec.encode(orderRecord);
  }

  /** Bytes to Java record. */
  @Benchmark
  public OrderRecord decodeRecord() {
    return codec.decode(payload, OrderRecord.class);
  }
}
