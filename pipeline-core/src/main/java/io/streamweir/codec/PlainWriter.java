package io.streamweir.codec;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Writes the JSON values of one schema as Avro's bytes. Made once per schema. Thread-safe. */
@FunctionalInterface
interface PlainWriter {
  /**
   * Writes the value whose first token the parser stands on, and stays on its last one.
   *
   * @throws PlainScalar.Unfit where the value is for {@link PlainPayload} to judge; what was
   *     written is then of no use
   */
  void write(JsonParser in, PlainBytes out) throws IOException, PlainScalar.Unfit;
}
