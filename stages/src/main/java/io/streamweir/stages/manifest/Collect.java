package io.streamweir.stages.manifest;

import io.streamweir.pipeline.FailedPart;
import io.streamweir.pipeline.GatherStage;
import io.streamweir.pipeline.Gathered;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.StageContext;
import io.streamweir.schemas.manifest.Digest;
import io.streamweir.schemas.manifest.Directory;
import io.streamweir.schemas.manifest.Manifest;
import java.io.IOException;

/**
 * The stage {@code collect}: writes one manifest of all digests, or gives it as the job's result.
 * It may run more than once and writes the same each time. Thread-safe.
 */
final class Collect implements GatherStage<Directory, Digest, Manifest> {
  private final Root root;

  Collect(Root root) {
    this.root = root;
  }

  @Override
  public Outcome<Manifest> gather(Directory input, Gathered<Digest> parts, StageContext context)
      throws IOException {
    RawPath output = DirectoryJob.checked(input).output();
    return Outcome.finish(
        output == null ? inline(input, parts) : written(input, output, parts, context.jobId()));
  }

  private static Manifest inline(Directory input, Gathered<Digest> parts) throws IOException {
    InlineLines lines = new InlineLines();
    Manifest manifest = write(input, parts, lines);
    manifest.setLines(lines.text());
    return manifest;
  }

  private Manifest written(Directory input, RawPath output, Gathered<Digest> parts, String jobId)
      throws IOException {
    try (OutputFiles files = OutputFiles.begin(root.path(), output, jobId)) {
      Manifest manifest = write(input, parts, files);
      byte[] name = files.publish(manifest.getComplete());
      manifest.setOutput(output.parent().child(name).toString());
      return manifest;
    }
  }

  private static Manifest write(
      Directory input, Gathered<Digest> parts, ManifestLines.Output output) throws IOException {
    ManifestLines lines = new ManifestLines(output);
    Assembly assembly = new Assembly(input.getRangeBytes(), lines);
    for (Digest part : parts) {
      assembly.add(part);
    }
    assembly.end();
    for (FailedPart part : parts.failures()) {
      lines.lost(part);
    }
    return lines.end(input);
  }
}
