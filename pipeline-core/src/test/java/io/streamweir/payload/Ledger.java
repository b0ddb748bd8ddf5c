package io.streamweir.payload;

import io.streamweir.testrecords.Colour;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * As Avro generates a class that has an enum and keeps its decimals as bytes: one without
 * conversions of its own.
 */
public final class Ledger extends SpecificRecordBase {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("checkstyle:ConstantName") // Avro looks for this name
  public static final Schema SCHEMA$ =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "Ledger", "namespace": "io.streamweir.payload", "fields": [
                {"name": "colour", "type": {"type": "enum", "name": "Colour",
                  "namespace": "io.streamweir.testrecords", "symbols": ["RED", "GREEN"]}},
                {"name": "sum", "type":
                  {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
                {"name": "exact", "type": {"type": "bytes", "logicalType": "big-decimal"}},
                {"name": "at", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}]}
              ]}
              """);

  @SuppressWarnings({"checkstyle:ConstantName", "UnusedVariable"}) // Avro looks for this name
  private static final SpecificData MODEL$ = new SpecificData();

  private final Object[] values = new Object[4];

  /** One without values, for Avro. */
  public Ledger() {}

  Ledger(Colour colour, byte[] sum, byte[] exact, long at) {
    values[0] = colour;
    values[1] = ByteBuffer.wrap(sum);
    values[2] = ByteBuffer.wrap(exact);
    values[3] = at;
  }

  @Override
  public Schema getSchema() {
    return SCHEMA$;
  }

  @Override
  public Object get(int field) {
    return values[field];
  }

  @Override
  public void put(int field, Object value) {
    values[field] = value;
  }
}
