package io.streamweir.codec;

import io.streamweir.payload.SchemaCost;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/**
 * The writers' schemas by fingerprint: those of the program's own classes, and those found in a
 * {@link SchemaSource}. Only the parsing canonical form of a found schema is used to read, and only
 * where it has the fingerprint it is registered under: names, types and order, but no property,
 * default or alias that a hostile writer may have put in. Thread-safe.
 */
public final class SchemaCatalog {
  static final int MAX_JSON_CHARS = 1 << 20;
  static final int MAX_FOUND = 1_000;
  private static final int MAX_MISSES = 10_000;
  private static final long MISS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SchemaSource source;
  private final LongSupplier nanoTime;
  private final LogicalForms logicalForms;
  private final Map<Long, Schema> own = new ConcurrentHashMap<>();
  private final Map<Long, Schema> known = new ConcurrentHashMap<>();
  private final Map<Long, Long> misses = new ConcurrentHashMap<>();

  /** A catalog that asks this source for what it does not know. */
  public SchemaCatalog(SchemaSource source) {
    this(source, System::nanoTime);
  }

  SchemaCatalog(SchemaSource source, LongSupplier nanoTime) {
    this.source = source;
    this.nanoTime = nanoTime;
    this.logicalForms = new LogicalForms(source, nanoTime);
  }

  /**
   * Makes one of the program's own schemas known, here and in the source; does nothing the second
   * time.
   */
  public void add(Schema schema) {
    long fingerprint = Fingerprint.of(schema);
    if (!known.containsKey(fingerprint)) {
      register(fingerprint, schema);
      own.put(fingerprint, schema);
      known.put(fingerprint, schema);
    }
  }

  /** Registers the program's own schemas once more, after the source has lost what it knew. */
  void addAgain() {
    own.forEach(this::register);
  }

  private void register(long fingerprint, Schema schema) {
    source.register(Fingerprint.hex(fingerprint), SchemaNormalization.toParsingForm(schema));
    logicalForms.register(fingerprint, schema);
  }

  /**
   * The writer's schema. A fingerprint that was not found is asked for again at most once a second.
   *
   * @throws UnknownSchemaException where it is not registered
   * @throws UndecodableException where what is registered is not a schema of that fingerprint
   */
  public Schema get(long fingerprint) {
    Schema schema = known.get(fingerprint);
    return schema != null ? schema : fetch(fingerprint);
  }

  /**
   * The writer's schema with its logical types, as far as they are registered; only to show values,
   * never to read them.
   */
  Schema logical(long fingerprint) {
    Schema schema = get(fingerprint);
    return own.containsKey(fingerprint) ? schema : logicalForms.of(fingerprint, schema);
  }

  /**
   * The same by the name that a schema has in a {@link SchemaSource}.
   *
   * @param fingerprint 16 hexadecimal digits
   */
  public Schema withLogicalTypes(String fingerprint) {
    return logical(Long.parseUnsignedLong(fingerprint, 16));
  }

  boolean knows(long fingerprint) {
    return known.containsKey(fingerprint);
  }

  private Schema fetch(long fingerprint) {
    Long missed = misses.get(fingerprint);
    if (missed != null && nanoTime.getAsLong() - missed < MISS_NANOS) {
      throw new UnknownSchemaException(fingerprint);
    }
    String json = source.find(Fingerprint.hex(fingerprint));
    if (json == null) {
      remember(fingerprint);
      throw new UnknownSchemaException(fingerprint);
    }
    Schema schema = parse(fingerprint, json);
    misses.remove(fingerprint);
    if (known.size() >= MAX_FOUND + own.size()) {
      known.keySet().retainAll(own.keySet()); // whoever registers schemas must not fill our memory
    }
    known.put(fingerprint, schema);
    return schema;
  }

  int size() {
    return known.size();
  }

  private void remember(long fingerprint) {
    if (misses.size() >= MAX_MISSES) {
      misses.clear();
    }
    misses.put(fingerprint, nanoTime.getAsLong());
  }

  private static Schema parse(long fingerprint, String json) {
    if (json.length() > MAX_JSON_CHARS) {
      throw unusable(fingerprint, "it is longer than " + MAX_JSON_CHARS + " characters", null);
    }
    Schema canonical;
    try {
      String form = SchemaNormalization.toParsingForm(new Schema.Parser().parse(json));
      canonical = new Schema.Parser().parse(form);
    } catch (RuntimeException | StackOverflowError e) {
      throw unusable(fingerprint, "it is no Avro schema: " + e.getMessage(), e);
    }
    if (Fingerprint.of(canonical) != fingerprint) {
      throw unusable(
          fingerprint, "its fingerprint is " + Fingerprint.hex(Fingerprint.of(canonical)), null);
    }
    String objection = SchemaCost.objection(canonical);
    if (objection != null) {
      throw unusable(fingerprint, objection, null);
    }
    return canonical;
  }

  private static UndecodableException unusable(
      long fingerprint, String why, @Nullable Throwable cause) {
    return new UndecodableException(
        "the schema registered as " + Fingerprint.hex(fingerprint) + " is unusable: " + why, cause);
  }
}
