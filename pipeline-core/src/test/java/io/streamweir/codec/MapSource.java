package io.streamweir.codec;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/** Schemas in a map, as a Redis hash would hold them, and how often somebody asked. */
final class MapSource implements SchemaSource {
  final Map<String, String> json = new ConcurrentHashMap<>();
  final AtomicInteger asked = new AtomicInteger();

  @Override
  public @Nullable String find(String fingerprint) {
    asked.incrementAndGet();
    return json.get(fingerprint);
  }

  @Override
  public void register(String fingerprint, String schema) {
    json.putIfAbsent(fingerprint, schema);
  }

  /** Registers a schema as its writer would. */
  void publish(Schema schema) {
    register(Fingerprint.hex(Fingerprint.of(schema)), SchemaNormalization.toParsingForm(schema));
  }

  /** Registers this text as what the schema's fingerprint stands for. */
  void publishAs(Schema schema, String text) {
    json.put(Fingerprint.hex(Fingerprint.of(schema)), text);
  }
}
