package io.streamweir.benchmarks.contestants;

import io.streamweir.benchmarks.records.Order;
import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.SchemaSource;
import io.streamweir.pipeline.JobId;

/** Makes payloads of exactly 100 bytes, Avro's header of 10 included. Thread-safe. */
public final class Orders {
  /** The size of every payload, in bytes. */
  public static final int BYTES = 100;

  private static final long FIVE_BYTES = 1L << 30; // zigzag and 7 bits a byte: 5 bytes up to 2^34
  private static final String ITEM =
      "garden chair, folding, oak, two of them, seat cushion".substring(0, 51);

  private final AvroCodec codec = new AvroCodec(new SchemaCatalog(SchemaSource.NONE));

  /** The n-th order; n is 0 or more. */
  public static Order order(int n) {
    return new Order(
        JobId.next(), FIVE_BYTES + n, FIVE_BYTES + 7L * (n & 0xFFFF), ITEM, (n & 1) == 1);
  }

  /** The n-th order, encoded. */
  public byte[] payload(int n) {
    byte[] payload = codec.encode(order(n));
    if (payload.length != BYTES) {
      throw new IllegalStateException("a payload of " + payload.length + " bytes");
    }
    return payload;
  }
}
