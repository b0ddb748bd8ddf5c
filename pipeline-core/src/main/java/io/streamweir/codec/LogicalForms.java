package io.streamweir.codec;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logical forms of schemas in a {@link SchemaSource}, beside the schemas themselves. They only
 * say how values are shown. So a form that is missing, late or forged hinders no reader.
 * Thread-safe.
 */
final class LogicalForms {
  private static final Logger LOG = LoggerFactory.getLogger(LogicalForms.class);
  private static final long MISS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SchemaSource source;
  private final LongSupplier nanoTime;
  private final Map<Long, Schema> known = new ConcurrentHashMap<>();
  private final Map<Long, Long> misses = new ConcurrentHashMap<>();

  LogicalForms(SchemaSource source, LongSupplier nanoTime) {
    this.source = source;
    this.nanoTime = nanoTime;
  }

  /** Registers the form of a schema that has one. A server that is full must not hinder a start. */
  void register(long fingerprint, Schema schema) {
    Schema form = LogicalForm.of(schema);
    if (form != null) {
      try {
        source.register(LogicalForm.name(fingerprint), form.toString());
        tellOthers(fingerprint, form);
      } catch (RuntimeException e) {
        LOG.debug("the logical types of {} are not registered", schema.getFullName(), e);
      }
    }
  }

  /** A schema's bytes are the same with other logical types, so that nobody else would notice. */
  private void tellOthers(long fingerprint, Schema form) {
    String json = source.find(LogicalForm.name(fingerprint));
    Schema registered = json == null ? null : parse(fingerprint, json);
    List<String> misread =
        registered == null ? List.of() : SchemaComparison.of(registered, form).misread();
    if (!misread.isEmpty()) {
      LOG.warn(
          "another program writes {} with other logical types, and the two misread each other: {};"
              + " let them agree",
          form.getFullName(),
          String.join(", ", misread));
    }
  }

  /**
   * The form of a schema; the schema itself where none is registered, which is asked for again at
   * most once a second.
   */
  Schema of(long fingerprint, Schema canonical) {
    Schema form = known.get(fingerprint);
    Long missed = misses.get(fingerprint);
    if (form != null || (missed != null && nanoTime.getAsLong() - missed < MISS_NANOS)) {
      return form == null ? canonical : form;
    }
    String json = source.find(LogicalForm.name(fingerprint));
    if (json == null) {
      keep(misses, fingerprint, nanoTime.getAsLong());
      return canonical;
    }
    Schema parsed = parse(fingerprint, json);
    return keep(known, fingerprint, parsed == null ? canonical : parsed);
  }

  private static <T> T keep(Map<Long, T> map, long fingerprint, T value) {
    if (map.size() >= SchemaCatalog.MAX_FOUND) {
      map.clear(); // whoever registers schemas must not fill our memory
    }
    map.put(fingerprint, value);
    return value;
  }

  /** Of what is registered only the logical types, and only where they stand on the same schema. */
  private static @Nullable Schema parse(long fingerprint, String json) {
    if (json.length() > SchemaCatalog.MAX_JSON_CHARS) {
      return null;
    }
    try {
      Schema parsed = new Schema.Parser().parse(json);
      return Fingerprint.of(parsed) == fingerprint ? LogicalForm.of(parsed) : null;
    } catch (RuntimeException | StackOverflowError e) {
      return null;
    }
  }
}
