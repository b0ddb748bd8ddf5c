package io.streamweir.http.job;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.PlainPayloadWriter;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.SchemaSource;
import io.streamweir.codec.UndecodableException;
import io.streamweir.codec.UnknownSchemaException;
import io.streamweir.http.core.InputProblem;
import io.streamweir.http.core.ProblemException;
import io.streamweir.http.json.InputReader;
import io.streamweir.payload.PayloadType;
import java.io.IOException;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Makes payloads of one type of what clients send. Thread-safe. */
final class Inputs<I> {
  private final Class<I> type;
  private final AvroCodec codec = new AvroCodec(new SchemaCatalog(SchemaSource.NONE));
  private final PlainPayloadWriter writer;
  private final boolean unchangedByClass;

  Inputs(Class<I> type) {
    Schema schema = PayloadType.of(type).schema();
    this.type = type;
    this.writer = PlainPayloadWriter.of(schema);
    this.unchangedByClass = !type.isRecord() && PlainPayloadWriter.unchangedByClass(schema);
  }

  /**
   * The payload of the input whose first token the parser stands on, made in one go. Empty where
   * {@link #json} has to judge.
   *
   * @throws IOException where the text is no JSON
   * @throws UndecodableException where the class itself refuses the input
   */
  Optional<byte[]> straight(JsonParser parser) throws IOException {
    Optional<byte[]> payload = writer.write(parser);
    return unchangedByClass ? payload : payload.map(this::throughClass);
  }

  /** A constructor may refuse an input, or change it. */
  private byte[] throughClass(byte[] payload) {
    return codec.encode(codec.decode(payload, type));
  }

  /**
   * The payload of the input that this JSON describes by the type's schema, with its defaults.
   *
   * @param pointer where it stands in the body
   * @throws ProblemException where it does not fit
   */
  byte[] json(JsonNode json, String pointer) {
    I input = InputReader.read(json, pointer, type);
    try {
      return codec.encode(input);
    } catch (IllegalArgumentException | AvroRuntimeException e) { // a constructor made it so
      throw InputProblem.of(pointer, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The payload, by the type's own schema, of the input that these bytes hold in Avro's
   * single-object encoding.
   *
   * @throws ProblemException where they hold none
   */
  byte[] avro(byte[] bytes) {
    try {
      codec.register(type);
      return throughClass(bytes);
    } catch (UndecodableException
        | UnknownSchemaException
        | IllegalArgumentException
        | AvroRuntimeException e) {
      throw InputProblem.of("", String.valueOf(e.getMessage()));
    }
  }
}
