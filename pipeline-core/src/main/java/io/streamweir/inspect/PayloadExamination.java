package io.streamweir.inspect;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.UndecodableException;
import io.streamweir.codec.UnknownSchemaException;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.pipeline.StageDefinition;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * Of the oldest entries, those whose schema is not registered, and those that a newer program
 * wrote: with fields or symbols that the records of this one do not have. If a worker of this
 * version makes a record anew, it loses them.
 */
final class PayloadExamination implements StageExamination {
  private static final int SAMPLE = 50;

  @Override
  public CompletableFuture<Report> ask(StagePlace place) {
    return place
        .oldest()
        .thenApply(
            entries ->
                entries.isEmpty()
                    ? Report.NOTHING
                    : findings ->
                        examine(
                            place, entries.subList(0, Math.min(SAMPLE, entries.size())), findings));
  }

  private static void examine(StagePlace place, List<Entry> entries, Findings findings) {
    Subject subject = place.subject();
    StageDefinition<?, ?> stage = place.stage();
    AvroCodec codec = new AvroCodec(new SchemaCatalog(new SchemaHash(subject.link())));
    Set<String> unread = new LinkedHashSet<>();
    Set<String> unknown = new TreeSet<>();
    for (Entry entry : entries) {
      try {
        unknown.addAll(codec.unknownParts(entry.payload(), stage.takes()));
      } catch (UnknownSchemaException e) {
        unread.add(String.valueOf(e.getMessage()));
      } catch (UndecodableException e) {
        // nothing to find: workers dead-letter it with its reason
      }
    }
    String oldest = "of the " + SAMPLE + " oldest entries of " + place.inbox() + " some ";
    for (String what : unread) {
      findings.wrong(
          oldest + "cannot be read: " + what,
          "start a producer of that version: it registers its schema in "
              + subject.link().config().namespace()
              + ":schemas");
    }
    if (!unknown.isEmpty()) {
      String parts = stage.takes().getName() + "'s " + String.join(", ", unknown);
      findings.wrong(
          oldest + "were written by a newer version: this one does not know " + parts,
          "update the workers first, then the producers: an older worker hands on what it does not"
              + " change, and loses these parts of what it makes anew");
    }
  }
}
