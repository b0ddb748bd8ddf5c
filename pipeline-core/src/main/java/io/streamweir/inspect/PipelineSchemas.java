package io.streamweir.inspect;

import io.streamweir.codec.Fingerprint;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.SchemaComparison;
import io.streamweir.codec.UndecodableException;
import io.streamweir.codec.UnknownSchemaException;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.payload.PayloadType;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * The Avro schemas of a pipeline's payloads, and those of the same names that programs have
 * registered in Redis. Changes nothing. Thread-safe.
 */
public final class PipelineSchemas {
  private PipelineSchemas() {}

  /**
   * A payload's schema.
   *
   * @param type the Java class
   * @param fingerprint 16 hexadecimal digits, which name it in Redis
   * @param uses where the pipeline has it, as {@code stage charge takes it}
   */
  public record Used(Class<?> type, Schema schema, String fingerprint, List<String> uses) {
    /** Keeps a copy. */
    public Used {
      uses = List.copyOf(uses);
    }
  }

  /**
   * A registered schema of the same record.
   *
   * @param own whether the program writes by this one itself
   */
  public record Registered(String fingerprint, boolean own, SchemaComparison comparison) {}

  /** The schemas of all payloads that the definition names, in the order of its stages. */
  public static List<Used> of(Pipeline<?> pipeline) {
    Map<Class<?>, List<String>> uses = new LinkedHashMap<>();
    add(uses, pipeline.input(), "clients submit it");
    for (StageDefinition<?, ?> stage : pipeline.stages()) {
      add(uses, stage.input(), "stage " + stage.name() + " takes it");
      add(uses, stage.output(), "stage " + stage.name() + " hands it on");
    }
    pipeline
        .chainTargets()
        .forEach((target, listed) -> add(uses, listed.input(), "it is submitted to " + target));
    List<Used> all = new ArrayList<>();
    uses.forEach(
        (type, where) -> {
          Schema schema = PayloadType.of(type).schema();
          all.add(new Used(type, schema, Fingerprint.hex(Fingerprint.of(schema)), where));
        });
    return all;
  }

  private static void add(Map<Class<?>, List<String>> uses, Class<?> type, String use) {
    uses.computeIfAbsent(type, t -> new ArrayList<>()).add(use);
  }

  /**
   * The registered schemas that have the name of each of these, or one of its aliases.
   *
   * @throws RuntimeException where Redis cannot be asked
   */
  public static Map<Used, List<Registered>> compare(RedisLink link, List<Used> schemas) {
    SchemaHash hash = new SchemaHash(link);
    SchemaCatalog catalog = new SchemaCatalog(hash);
    Map<String, Schema> registered = new TreeMap<>();
    for (String fingerprint : hash.fingerprints()) {
      try {
        registered.put(fingerprint, catalog.withLogicalTypes(fingerprint));
      } catch (UndecodableException | UnknownSchemaException e) {
        // no program can read what is written by it, and doctor says so
      }
    }
    Map<Used, List<Registered>> compared = new LinkedHashMap<>();
    for (Used used : schemas) {
      List<Registered> same = new ArrayList<>();
      registered.forEach(
          (fingerprint, schema) -> {
            if (isOf(schema, used.schema())) {
              same.add(
                  new Registered(
                      fingerprint,
                      fingerprint.equals(used.fingerprint()),
                      SchemaComparison.of(schema, used.schema())));
            }
          });
      compared.put(used, same);
    }
    return compared;
  }

  private static boolean isOf(Schema written, Schema reader) {
    return Schema.applyAliases(written, reader).getFullName().equals(reader.getFullName());
  }
}
