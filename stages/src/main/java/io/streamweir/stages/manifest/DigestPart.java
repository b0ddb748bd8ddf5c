package io.streamweir.stages.manifest;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageContext;
import io.streamweir.schemas.manifest.Digest;
import io.streamweir.schemas.manifest.Digested;
import io.streamweir.schemas.manifest.Kind;
import io.streamweir.schemas.manifest.Listed;
import io.streamweir.schemas.manifest.Part;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The stage {@code digest}: reads the files of a part. What cannot be read is part of the digest,
 * with the reason; where trying again may help, such as with a file that changed while it was read,
 * the whole part is tried again before. Thread-safe.
 */
final class DigestPart implements Stage<Part, Digest> {
  /** Fewer than the attempts that a stage has, so that the last one says what was wrong. */
  static final int ATTEMPTS = 3;

  private final Root root;

  DigestPart(Root root) {
    this.root = root;
  }

  @Override
  public Outcome<Digest> handle(Part part, StageContext context) throws IOException {
    boolean last = context.attempt() >= ATTEMPTS;
    List<Digested> digested = new ArrayList<>();
    try (PartFiles files = new PartFiles(root.path(), part)) {
      for (Listed listed : part.getListed()) {
        Digested one = new Digested(listed, null, null, listed.getError());
        if (listed.getKind() == Kind.FILE) {
          try {
            digest(files, part, one);
          } catch (UnreadableException e) {
            if (e.passing() && !last) {
              return Outcome.retryLater(
                  Duration.ofSeconds(context.attempt()),
                  RawPath.of(listed.getPath()) + ": " + e.getMessage());
            }
            one.setError(e.getMessage());
          }
        }
        digested.add(one);
      }
    }
    return Outcome.forward(new Digest(part.getRange(), digested));
  }

  private static void digest(PartFiles files, Part part, Digested into)
      throws IOException, UnreadableException {
    Listed listed = into.getListed();
    FileReader.Reading reading = files.read(listed, part.getRange());
    into.setSha256(reading.sha256());
    into.setMerkle(reading.merkle());
    listed.setSize(reading.version().size());
    listed.setModified(reading.version().stamp());
  }
}
