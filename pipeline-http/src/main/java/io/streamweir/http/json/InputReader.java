package io.streamweir.http.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.PlainPayload;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.SchemaSource;
import io.streamweir.codec.UndecodableException;
import io.streamweir.http.core.InputProblem;
import io.streamweir.http.core.ProblemException;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.StrictJson;
import io.streamweir.payload.PayloadType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of JSON, in the form in which payloads are shown. The JSON is strict: {@link
 * PlainPayload} says how. Thread-safe.
 *
 * <p>All methods throw a {@link ProblemException} of the type {@link ProblemType#INVALID_INPUT}
 * that tells of every place where the JSON does not fit.
 */
public final class InputReader {
  private static final AvroCodec CODEC = new AvroCodec(new SchemaCatalog(SchemaSource.NONE));

  private InputReader() {}

  /** The record of this class that a whole text is. */
  public static <T> T read(byte[] json, Class<T> type) {
    return read(StrictJson.read(json), "", type);
  }

  /**
   * The record of this class that a part of a text is.
   *
   * @param pointer of the part within the whole, as {@code /input}
   */
  public static <T> T read(JsonNode json, String pointer, Class<T> type) {
    IndexedRecord generic = read(json, pointer, PayloadType.of(type).schema());
    try {
      return CODEC.fromGeneric(generic, type);
    } catch (UndecodableException e) { // what the class itself refuses, as a record's constructor
      throw InputProblem.of(pointer, String.valueOf(e.getMessage()));
    }
  }

  /** The record of this schema in Avro's generic form, for types of which there is no class. */
  public static IndexedRecord read(JsonNode json, String pointer, Schema schema) {
    PlainPayload.Reading reading = PlainPayload.read(schema, plain(json), pointer);
    if (!reading.misfits().isEmpty()) {
      throw InputProblem.of(
          reading.misfits().stream()
              .map(misfit -> new InputProblem(misfit.pointer(), misfit.detail()))
              .toList());
    }
    return Objects.requireNonNull(reading.value());
  }

  private static @Nullable Object plain(JsonNode json) {
    return switch (json.getNodeType()) {
      case OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        json.properties().forEach(each -> map.put(each.getKey(), plain(each.getValue())));
        yield map;
      }
      case ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>(json.size());
        json.forEach(item -> list.add(plain(item)));
        yield list;
      }
      case STRING -> json.textValue();
      case NUMBER -> json.isFloatingPointNumber() ? json.decimalValue() : json.numberValue();
      case BOOLEAN -> json.booleanValue();
      default -> null;
    };
  }
}
