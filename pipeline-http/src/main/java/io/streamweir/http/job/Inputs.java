package io.streamweir.http.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.SchemaSource;
import io.streamweir.codec.UndecodableException;
import io.streamweir.codec.UnknownSchemaException;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemException;
import io.streamweir.http.core.ProblemType;

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
    try {
      return codec.fromJsonWithDefaults(json.toString(), type);
    } catch (UndecodableException | IllegalArgumentException e) {
      throw unfit(pointer, String.valueOf(e.getMessage()));
    }
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
      throw unfit("", String.valueOf(e.getMessage()));
    }
  }

  private static ProblemException unfit(String pointer, String detail) {
    return Problem.of(ProblemType.INVALID_INPUT, detail)
        .with(
            "errors", Json.array().add(Json.object().put("pointer", pointer).put("detail", detail)))
        .asException();
  }
}
