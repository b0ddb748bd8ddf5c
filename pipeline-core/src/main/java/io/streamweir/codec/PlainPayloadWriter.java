package io.streamweir.codec;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * Writes JSON in the form that {@link PlainPayload} reads straight as a payload, without a record
 * in between. It takes nothing that {@link PlainPayload} refuses, and writes the same bytes. It
 * does not say what is wrong with the rest, and leaves a few rare forms to {@link PlainPayload}.
 * Immutable and thread-safe.
 */
public final class PlainPayloadWriter {
  private final byte[] header;
  private final PlainWriter record;

  private PlainPayloadWriter(byte[] header, PlainWriter record) {
    this.header = header;
    this.record = record;
  }

  /** A writer of the records of this schema. */
  public static PlainPayloadWriter of(Schema schema) {
    return new PlainPayloadWriter(
        AvroCodec.header(Fingerprint.of(schema)), new PlainWriters().of(schema));
  }

  /**
   * The payload, in Avro's single-object encoding, of the value whose first token the parser stands
   * on. The parser then stands on its last one. Empty where {@link PlainPayload} has to judge; the
   * parser may then stand anywhere.
   *
   * @throws IOException where the text is no JSON, or cannot be read
   */
  public Optional<byte[]> write(JsonParser parser) throws IOException {
    PlainBytes out = new PlainBytes();
    out.write(header, 0, header.length);
    try {
      record.write(parser, out);
      return Optional.of(out.toByteArray());
    } catch (PlainScalar.Unfit e) {
      return Optional.empty();
    }
  }

  /**
   * Whether a generated class of this schema changes nothing: a record that is read of a payload is
   * written as the same bytes again. So a program may hand the payload on without a look at the
   * record. Maps come in another order, and a UUID in lower case.
   */
  public static boolean unchangedByClass(Schema schema) {
    return new UnchangedByClass().of(schema);
  }
}
