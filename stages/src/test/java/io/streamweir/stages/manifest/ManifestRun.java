package io.streamweir.stages.manifest;

import io.streamweir.pipeline.FailedPart;
import io.streamweir.pipeline.Gathered;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.StageContext;
import io.streamweir.schemas.manifest.Digest;
import io.streamweir.schemas.manifest.Directory;
import io.streamweir.schemas.manifest.Manifest;
import io.streamweir.schemas.manifest.Part;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The handlers of the pipeline one after the other, with neither Redis nor workers. */
final class ManifestRun {
  static final String JOB = "job-1";

  private final Root root;

  ManifestRun(Path root) {
    this.root = Root.of(root);
  }

  static Directory job(String path, long rangeBytes, int filesPerPart) {
    Directory job = ManifestPipeline.job(path);
    job.setRangeBytes(rangeBytes);
    job.setFilesPerPart(filesPerPart);
    return job;
  }

  List<Part> split(Directory job) throws Exception {
    List<Part> all = new ArrayList<>();
    try (Parts<Part> parts = new ListDirectory(root).split(job, context("list", 1))) {
      parts.iterator().forEachRemaining(all::add);
    }
    return all;
  }

  /** The digest of a part on an attempt, or what else became of it. */
  Outcome<Digest> digest(Part part, int attempt) throws Exception {
    return new DigestPart(root).handle(part, context("digest", attempt));
  }

  /** The digests on the last attempt. */
  List<Digest> digests(List<Part> parts) throws Exception {
    List<Digest> digests = new ArrayList<>();
    for (Part part : parts) {
      var outcome = (Outcome.Forward<Digest>) digest(part, DigestPart.ATTEMPTS);
      digests.add((Digest) outcome.outputs().get(0).payload());
    }
    return digests;
  }

  Manifest collect(Directory job, List<Digest> digests, FailedPart... lost) throws Exception {
    Outcome<Manifest> outcome =
        new Collect(root).gather(job, Gathered.of(digests, List.of(lost)), context("collect", 1));
    return (Manifest) ((Outcome.Finish<Manifest>) outcome).result();
  }

  /** All of it. */
  Manifest run(Directory job) throws Exception {
    return collect(job, digests(split(job)));
  }

  static StageContext context(String stage, int attempt) {
    return new StageContext(
        ManifestPipeline.NAME, stage, 0, JOB, "", "0-1", attempt, 0, 0, Map.of());
  }
}
