package io.streamweir.stages.manifest;

import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.RejectedException;
import io.streamweir.pipeline.SplitStage;
import io.streamweir.pipeline.StageContext;
import io.streamweir.schemas.manifest.Directory;
import io.streamweir.schemas.manifest.Part;
import java.io.IOException;

/**
 * The stage {@code list}: walks the directory and cuts it into parts. A directory that is not there
 * and an output that cannot be written reject the job before anything is read. Thread-safe.
 */
final class ListDirectory implements SplitStage<Directory, Part> {
  private final Root root;

  ListDirectory(Root root) {
    this.root = root;
  }

  @Override
  public Parts<Part> split(Directory input, StageContext context) throws IOException {
    DirectoryJob job = DirectoryJob.checked(input);
    if (job.output() != null) {
      checkOutput(job.output(), context.jobId());
    }
    try {
      return Parts.of(new PartPlan(input, Listing.of(root.path(), job.top(), job::isOutput)));
    } catch (UnreadableException e) {
      throw rejected("directory", input.getPath(), e);
    }
  }

  /** Tries what will be done when everything has been read. */
  private void checkOutput(RawPath output, String jobId) throws IOException {
    try {
      OutputFiles.begin(root.path(), output, jobId).close();
    } catch (IOException e) {
      throw rejected("output", output.toString(), UnreadableException.of(e));
    }
  }

  private static RejectedException rejected(String what, String path, UnreadableException e) {
    return new RejectedException(
        what + " '" + path + "', below the root of the workers: " + e.getMessage());
  }
}
