package io.streamweir.codec;

import io.streamweir.payload.PayloadType;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How records of one class are written and read. Encoders, decoders and buffers are lent from small
 * pools rather than kept per thread, since a virtual thread lives for one entry only.
 */
final class RecordType<T> {
  private static final Logger LOG = LoggerFactory.getLogger(RecordType.class);
  private static final int LARGEST_KEPT = 64 << 10; // bytes of a buffer that is lent again
  private static final int LARGEST_PINNED = 4 << 10; // bytes that a decoder at rest refers to
  private static final int LARGEST = Integer.MAX_VALUE - 8; // bytes that an array may have
  private static final byte[] NOTHING = {};
  private static final GenericData GENERIC =
      new GenericData(); // making one searches the class path

  private final Class<T> type;
  private final SchemaCatalog catalog;
  private final PayloadType<T> form;
  private final Schema schema;
  private final long fingerprint;
  private final byte[] header;
  private final DatumReader<T> ownReader;
  private final DatumWriter<Object> genericWriter;
  private final Map<Long, DatumReader<T>> readers = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Output> outputs = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<BinaryDecoder> decoders = new ConcurrentLinkedQueue<>();

  RecordType(Class<T> type, SchemaCatalog catalog) {
    this.type = type;
    this.catalog = catalog;
    this.form = PayloadType.of(type);
    this.schema = form.schema();
    this.fingerprint = Fingerprint.of(schema);
    this.header = AvroCodec.header(fingerprint);
    this.ownReader = form.reader(schema);
    this.genericWriter = new GenericDatumWriter<>(schema, GENERIC);
    catalog.add(schema);
  }

  byte[] encode(Object payload, int most) {
    return encode(form.writer(), type.cast(payload), most);
  }

  private <P> byte[] encode(DatumWriter<P> writer, P payload, int most) {
    Output output = outputs.poll();
    output = output == null ? new Output() : output;
    try {
      return output.write(header, writer, payload, most);
    } catch (IOException e) {
      throw new AvroRuntimeException(e);
    } finally {
      if (output.bytes.capacity() <= LARGEST_KEPT) {
        outputs.offer(output);
      }
    }
  }

  /**
   * Compares with what the bytes that came hold, decoded once more: a handler may have changed the
   * record that it was given. Bytes of this version need no look, since encoding gives them again.
   *
   * @param writerFingerprint of the bytes that came; 0 where they are no payload
   */
  byte[] handOn(Object record, byte[] came, long writerFingerprint, int most) {
    byte[] encoded = encode(record, most);
    return writerFingerprint != fingerprint
            && sameRecord(writerFingerprint)
            && Arrays.equals(encoded, again(came, writerFingerprint))
        ? came
        : encoded;
  }

  private boolean sameRecord(long writerFingerprint) {
    return catalog.knows(writerFingerprint)
        && catalog.get(writerFingerprint).getFullName().equals(schema.getFullName());
  }

  private byte @Nullable [] again(byte[] payload, long writerFingerprint) {
    try {
      return encode(decode(payload, writerFingerprint), LARGEST);
    } catch (UndecodableException | UnknownSchemaException e) {
      return null;
    }
  }

  T decode(byte[] payload, long writerFingerprint) {
    DatumReader<T> reader =
        writerFingerprint == fingerprint ? ownReader : reader(writerFingerprint);
    BinaryDecoder decoder =
        DecoderFactory.get()
            .binaryDecoder(
                payload, AvroCodec.HEADER, payload.length - AvroCodec.HEADER, decoders.poll());
    try {
      T read = reader.read(null, decoder);
      if (decoder.isEnd()) {
        return read;
      }
    } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw cannotRead(e); // Avro meets hostile bytes with many kinds of exceptions
    } finally {
      giveBack(decoder, payload.length);
    }
    throw new UndecodableException("bytes are left after the " + type.getName());
  }

  /** A decoder pins what it read last, and keeps a buffer as large as its largest text. */
  private void giveBack(BinaryDecoder decoder, int read) {
    if (read <= LARGEST_PINNED) {
      decoders.offer(decoder);
    } else if (read <= LARGEST_KEPT) {
      decoders.offer(DecoderFactory.get().binaryDecoder(NOTHING, decoder));
    }
  }

  T fromJson(String json, boolean defaults) {
    Object generic;
    try {
      generic = AvroJsonReader.read(json, schema, form.conversions(), defaults);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw cannotRead(e);
    }
    return fromGeneric(generic);
  }

  T fromGeneric(@Nullable Object value) {
    byte[] payload;
    try {
      payload = encode(genericWriter, Objects.requireNonNull(value), LARGEST);
    } catch (RuntimeException | StackOverflowError e) {
      throw cannotRead(e);
    }
    return decode(payload, fingerprint);
  }

  private DatumReader<T> reader(long writerFingerprint) {
    DatumReader<T> known = readers.get(writerFingerprint);
    if (known != null) {
      return known;
    }
    if (readers.size() >= SchemaCatalog.MAX_FOUND) {
      readers.clear();
    }
    return readers.computeIfAbsent(writerFingerprint, this::newReader);
  }

  /** Buffers and decoders that are kept to be lent again. */
  int kept() {
    return outputs.size() + decoders.size();
  }

  int readers() {
    return readers.size();
  }

  private DatumReader<T> newReader(long writerFingerprint) {
    Schema written = catalog.get(writerFingerprint);
    List<String> unknown = UnknownParts.of(written, schema);
    if (!unknown.isEmpty()) {
      LOG.warn(
          "a newer version writes {} with {}, which this program does not know and loses in records"
              + " that it makes anew; update workers before producers",
          type.getName(),
          String.join(", ", unknown));
    }
    return form.reader(written);
  }

  private UndecodableException cannotRead(Throwable e) {
    return new UndecodableException(
        "cannot read a " + type.getName() + ": " + (e.getMessage() == null ? e : e.getMessage()),
        e);
  }

  /** A buffer and the encoder that fills it. */
  private static final class Output {
    private final BoundedBytes bytes = new BoundedBytes();
    private @Nullable BinaryEncoder encoder;

    <T> byte[] write(byte[] header, DatumWriter<T> writer, T payload, int most) throws IOException {
      bytes.begin(most);
      bytes.write(header, 0, header.length);
      encoder = EncoderFactory.get().directBinaryEncoder(bytes, encoder);
      writer.write(payload, encoder);
      if (bytes.size() > most) {
        throw new PayloadLimitException(payload.getClass(), bytes.size(), most);
      }
      return bytes.toByteArray();
    }
  }
}
