package io.streamweir.codec;

import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * The 64-bit Rabin fingerprint (CRC-64-AVRO) of a schema's parsing canonical form, as the Avro
 * specification defines it under "Schema Fingerprints".
 */
public final class Fingerprint {
  private Fingerprint() {}

  /** The fingerprint of the schema. */
  public static long of(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }

  /** The fingerprint as 16 hexadecimal digits, the form in which it names a schema in Redis. */
  public static String hex(long fingerprint) {
    return String.format(Locale.ROOT, "%016x", fingerprint);
  }
}
