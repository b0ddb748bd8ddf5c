package io.streamweir.codec;

import io.streamweir.payload.PayloadType;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DecoderFactory;

/**
 * Writes and reads payloads in Avro's single-object encoding: the marker {@code C3 01}, the
 * writer's schema fingerprint in 8 little-endian bytes, the binary body. A reader resolves the
 * writer's schema against its own, so that old and new programs run side by side. Thread-safe.
 *
 * @see <a
 *     href="https://avro.apache.org/docs/1.12.0/specification/#single-object-encoding">Single-object
 *     encoding</a>
 */
public final class AvroCodec {
  static final int HEADER = 10;

  private final SchemaCatalog catalog;
  private final Map<Class<?>, RecordType<?>> types = new ConcurrentHashMap<>();

  /** A codec that finds writers' schemas in this catalog. */
  public AvroCodec(SchemaCatalog catalog) {
    this.catalog = catalog;
  }

  /**
   * The payload of this record. The first record of a class registers its schema, which may wait
   * for Redis.
   */
  public byte[] encode(Object payload) {
    return encode(payload, Integer.MAX_VALUE - 8);
  }

  /**
   * The same with a bound, which also holds for the memory that the encoding takes.
   *
   * @param most bytes that the payload may have
   * @throws PayloadLimitException where it has more
   */
  public byte[] encode(Object payload, int most) {
    return type(payload.getClass()).encode(payload, most);
  }

  /**
   * The payload of this record, which a program hands on: the bytes that came, where the record is
   * what they hold, else what {@link #encode} writes. So what a newer writer put in and this
   * program does not know is handed on with the rest.
   *
   * @param came the payload that the program was given
   * @param most bytes that the payload may have
   * @throws PayloadLimitException where it has more
   */
  public byte[] handOn(Object record, byte[] came, int most) {
    long writer = framed(came) ? writer(came) : 0;
    byte[] payload = type(record.getClass()).handOn(record, came, writer, most);
    if (payload.length > most) {
      throw new PayloadLimitException(record.getClass(), payload.length, most);
    }
    return payload;
  }

  /**
   * What the writer's version of a record has and the class has not: fields, as {@code
   * visit.until}, and symbols, as {@code colour=BLUE}. Empty where the payload holds another
   * record.
   *
   * @throws UndecodableException where it is no payload
   * @throws UnknownSchemaException where the writer's schema is not known yet
   */
  public List<String> unknownParts(byte[] payload, Class<?> type) {
    Schema reader = PayloadType.of(type).schema();
    return UnknownParts.of(catalog.get(writer(payload)), reader);
  }

  /** Makes the schema of this class known before the first payload. */
  public void register(Class<?> type) {
    type(type);
  }

  /**
   * Makes all schemas known once more that this codec has made known, after Redis has lost its
   * data.
   */
  public void registerAgain() {
    catalog.addAgain();
  }

  /**
   * The record that the payload holds.
   *
   * @throws UndecodableException where it cannot be read, now or later
   * @throws UnknownSchemaException where the writer's schema is not known yet
   */
  public <T> T decode(byte[] payload, Class<T> type) {
    return type(type).decode(payload, writer(payload));
  }

  /** The name of the record type that the payload was written as, with its namespace. */
  public String typeName(byte[] payload) {
    return catalog.get(writer(payload)).getFullName();
  }

  /**
   * Whether the payload was written as this class's record type, or by a name that is an alias of
   * it.
   */
  public boolean isOf(byte[] payload, Class<?> type) {
    Schema reader = PayloadType.of(type).schema();
    return Schema.applyAliases(catalog.get(writer(payload)), reader)
        .getFullName()
        .equals(reader.getFullName());
  }

  /** The payload as JSON for people, as its writer meant it. */
  public String toJson(byte[] payload) {
    Schema schema = catalog.get(writer(payload));
    try {
      GenericDatumReader<GenericRecord> reader = new GenericDatumReader<>(schema);
      return GenericData.get()
          .toString(
              reader.read(
                  null,
                  DecoderFactory.get()
                      .binaryDecoder(payload, HEADER, payload.length - HEADER, null)));
    } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw new UndecodableException(
          "payload of " + schema.getFullName() + ": " + e.getMessage(), e);
    }
  }

  /**
   * A payload as {@link PayloadJson} shows it: times and decimals are texts, a union is the value
   * that it holds.
   *
   * @throws UndecodableException where it cannot be read
   */
  public String toPlainJson(byte[] payload) {
    PayloadJson.Shown shown = new PayloadJson(catalog).show(payload);
    if (shown.objection().isPresent()) {
      throw new UndecodableException(shown.objection().get());
    }
    return shown.json();
  }

  /**
   * The record that the JSON describes, in Avro's JSON encoding, which holds every field.
   *
   * @throws UndecodableException where the JSON does not fit the class's schema exactly: it names
   *     the JSON path, what was expected there, what was found, and of a name that is unknown the
   *     nearest known one
   */
  public <T> T fromJson(String json, Class<T> type) {
    return type(type).fromJson(json, false);
  }

  /**
   * The same where people write the JSON: of any record in it the fields with a default may be left
   * out.
   *
   * @throws UndecodableException as {@link #fromJson} does
   */
  public <T> T fromJsonWithDefaults(String json, Class<T> type) {
    return type(type).fromJson(json, true);
  }

  /**
   * The record that Avro's generic form of it describes, with values of logical types as the types
   * below them.
   *
   * @throws UndecodableException where it does not fit the class's schema
   */
  public <T> T fromGeneric(IndexedRecord value, Class<T> type) {
    return type(type).fromGeneric(value);
  }

  /**
   * Whether the payload can be read, or found unreadable, without asking the source for its schema.
   */
  public boolean knows(byte[] payload) {
    return !framed(payload) || catalog.knows(writer(payload));
  }

  @SuppressWarnings("unchecked") // types has for each class its own type
  private <T> RecordType<T> type(Class<T> type) {
    RecordType<?> known = types.get(type);
    return (RecordType<T>)
        (known != null ? known : types.computeIfAbsent(type, t -> new RecordType<>(type, catalog)));
  }

  private static boolean framed(byte[] payload) {
    return payload.length >= HEADER && payload[0] == (byte) 0xC3 && payload[1] == 1;
  }

  static long writer(byte[] payload) {
    if (!framed(payload)) {
      throw new UndecodableException(
          "payload of " + payload.length + " bytes is not in Avro's single-object encoding");
    }
    long fingerprint = 0;
    for (int i = HEADER - 1; i >= 2; i--) {
      fingerprint = (fingerprint << 8) | (payload[i] & 0xFF);
    }
    return fingerprint;
  }

  /** What a payload begins with. */
  static byte[] header(long fingerprint) {
    byte[] header = new byte[HEADER];
    header[0] = (byte) 0xC3;
    header[1] = 1;
    for (int i = 0; i < Long.BYTES; i++) {
      header[2 + i] = (byte) (fingerprint >>> (8 * i));
    }
    return header;
  }
}
