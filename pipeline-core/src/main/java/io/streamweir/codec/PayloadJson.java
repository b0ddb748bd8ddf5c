package io.streamweir.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Payloads as JSON for people and for {@code jq}, by the schema that their writer registered; no
 * class of the writer is needed. Whole numbers keep all digits, bytes are hexadecimal, a union is
 * the value that it holds. Times are texts of ISO-8601 and decimals are texts, as far as the writer
 * registered its logical types; else they are what lies under them. Thread-safe.
 */
public final class PayloadJson {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final PlainValues VALUES = new PlainValues();

  private final SchemaCatalog catalog;

  /** One that finds writers' schemas in this catalog. */
  public PayloadJson(SchemaCatalog catalog) {
    this.catalog = catalog;
  }

  /**
   * A payload as people see it.
   *
   * @param type the full name of the record; empty where the payload cannot be read
   * @param value the record as maps, lists, texts, numbers, booleans and nulls; where it cannot be
   *     read, a map of {@code undecodable}, which says why, and {@code hex}, which has all its
   *     bytes
   * @param json the value as JSON on one line
   * @param objection why it cannot be read; empty where it can
   */
  public record Shown(
      String type, @Nullable Object value, String json, Optional<String> objection) {}

  /**
   * The payload, also where it cannot be read.
   *
   * @throws RuntimeException where the source of schemas cannot be asked now
   */
  public Shown show(byte[] payload) {
    try {
      long writer = AvroCodec.writer(payload);
      Schema schema = catalog.get(writer);
      return read(payload, schema, catalog.logical(writer));
    } catch (UndecodableException | UnknownSchemaException e) {
      return unreadable(payload, String.valueOf(e.getMessage()));
    }
  }

  /** A value of {@link Shown}, or a part of it, as JSON on one line. */
  public static String json(@Nullable Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      write(value, json);
    } catch (IOException e) {
      throw new UndecodableException("cannot be written as JSON: " + e.getMessage(), e);
    }
    return text.toString();
  }

  private static Shown unreadable(byte[] payload, String why) {
    Map<String, @Nullable Object> value = new LinkedHashMap<>();
    value.put("undecodable", why);
    value.put("hex", HexFormat.of().formatHex(payload));
    return new Shown("", value, json(value), Optional.of(why));
  }

  private static Shown read(byte[] payload, Schema schema, Schema logical) {
    BinaryDecoder decoder =
        DecoderFactory.get()
            .binaryDecoder(payload, AvroCodec.HEADER, payload.length - AvroCodec.HEADER, null);
    try {
      Object read = new GenericDatumReader<>(schema, schema, VALUES).read(null, decoder);
      if (decoder.isEnd()) {
        Object value = VALUES.plain(logical, read);
        return new Shown(schema.getFullName(), value, json(value), Optional.empty());
      }
    } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
      String why = e.getMessage() == null ? e.toString() : e.getMessage();
      throw new UndecodableException("cannot read a " + schema.getFullName() + ": " + why, e);
    }
    throw new UndecodableException("bytes are left after the " + schema.getFullName());
  }

  private static void write(@Nullable Object value, JsonGenerator json) throws IOException {
    if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(String.valueOf(entry.getKey()));
        write(entry.getValue(), json);
      }
      json.writeEndObject();
    } else if (value instanceof Iterable<?> list) {
      json.writeStartArray();
      for (Object item : list) {
        write(item, json);
      }
      json.writeEndArray();
    } else if (value instanceof Number number) {
      json.writeNumber(number.toString());
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value == null) {
      json.writeNull();
    } else {
      json.writeString(value.toString());
    }
  }
}
