package io.streamweir.inspect;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.UndecodableException;
import io.streamweir.codec.UnknownSchemaException;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.pipeline.StageDefinition;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;

/**
 * Entries, of the oldest ones, that a newer program wrote: with fields or symbols that the records
 * of this one do not have. A worker of this version loses them where it makes a record anew.
 */
final class NewerWriterExamination implements StageExamination {
  private static final int SAMPLE = 50;

  @Override
  public void examine(Subject subject, Keys keys, StageDefinition<?, ?> stage, Findings findings) {
    String inbox = keys.inbox(stage.name());
    Class<? extends SpecificRecord> takes = stage.takes();
    AvroCodec codec = new AvroCodec(new SchemaCatalog(new SchemaHash(subject.link())));
    Set<String> unknown = new TreeSet<>();
    for (Entry entry : subject.queries().peek(inbox, SAMPLE)) {
      try {
        unknown.addAll(codec.unknownParts(entry.payload(), takes));
      } catch (UnknownSchemaException | UndecodableException e) {
        // another examination's, and the workers' own
      }
    }
    if (!unknown.isEmpty()) {
      findings.wrong(
          "of the "
              + SAMPLE
              + " oldest entries of "
              + inbox
              + " some were written by a newer version: this one does not know "
              + takes.getName()
              + "'s "
              + String.join(", ", unknown),
          "update the workers first, then the producers: an older worker hands on what it does not"
              + " change, and loses these parts of what it makes anew");
    }
  }
}
