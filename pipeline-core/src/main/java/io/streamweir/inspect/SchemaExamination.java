package io.streamweir.inspect;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.UndecodableException;
import io.streamweir.codec.UnknownSchemaException;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.pipeline.StageDefinition;
import java.util.LinkedHashSet;
import java.util.Set;

/** Entries, of the oldest ones, whose schema nobody has registered. */
final class SchemaExamination implements StageExamination {
  private static final int SAMPLE = 50;

  @Override
  public void examine(Subject subject, Keys keys, StageDefinition<?, ?> stage, Findings findings) {
    String inbox = keys.inbox(stage.name());
    if (subject.queries().group(inbox).isEmpty()) {
      return;
    }
    AvroCodec codec = new AvroCodec(new SchemaCatalog(new SchemaHash(subject.link())));
    Set<String> unknown = new LinkedHashSet<>();
    for (Entry entry : subject.queries().peek(inbox, SAMPLE)) {
      try {
        codec.typeName(entry.payload());
      } catch (UnknownSchemaException e) {
        unknown.add(String.valueOf(e.getMessage()));
      } catch (UndecodableException e) {
        // nothing to find: workers dead-letter it with its reason
      }
    }
    for (String what : unknown) {
      findings.wrong(
          "of the " + SAMPLE + " oldest entries of " + inbox + " some cannot be read: " + what,
          "start a producer of that version: it registers its schema in "
              + subject.link().config().namespace()
              + ":schemas");
    }
  }
}
