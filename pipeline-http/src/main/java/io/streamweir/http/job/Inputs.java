package io.streamweir.http.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.SchemaSource;
import io.streamweir.codec.UndecodableException;
import io.streamweir.codec.UnknownSchemaException;
import io.streamweir.http.core.InputProblem;
import io.streamweir.http.core.ProblemException;
import io.streamweir.http.json.InputReader;

/** Makes inputs of one type of what clients send. Thread-safe. */
final class Inputs<I> {
  private final Class<I> type;
  private final AvroCodec codec = new AvroCodec(new SchemaCatalog(SchemaSource.NONE));

  Inputs(Class<I> type) {
    this.type = type;
  }

  /**
   * The input that this JSON describes by the type's schema, with its defaults.
   *
   * @param pointer where it stands in the body
   * @throws ProblemException where it does not fit
   */
  I json(JsonNode json, String pointer) {
    return InputReader.read(json, pointer, type);
  }

  /**
   * The input of these bytes, Avro's single-object encoding.
   *
   * @throws ProblemException where they are none
   */
  I avro(byte[] bytes) {
    try {
      codec.register(type);
      return codec.decode(bytes, type);
    } catch (UndecodableException | UnknownSchemaException e) {
      throw InputProblem.of("", String.valueOf(e.getMessage()));
    }
  }
}
