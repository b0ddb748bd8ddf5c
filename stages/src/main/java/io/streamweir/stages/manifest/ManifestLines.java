package io.streamweir.stages.manifest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.pipeline.FailedPart;
import io.streamweir.schemas.manifest.Directory;
import io.streamweir.schemas.manifest.Failure;
import io.streamweir.schemas.manifest.Kind;
import io.streamweir.schemas.manifest.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes the lines of a manifest, as {@code sha256sum} does and as JSON, and counts them. Not
 * thread-safe.
 */
final class ManifestLines implements Assembly.Lines {
  private static final int MOST_FAILURES = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Output output;
  private final MessageDigest digest = Sha256.digest();
  private final List<Failure> failures = new ArrayList<>();
  private @Nullable RawPath last;
  private long files;
  private long bytes;
  private long directories;
  private long links;
  private long others;
  private long failed;

  /** Where lines go. */
  interface Output {
    /** A line as {@code sha256sum} writes it. */
    void sum(byte[] line) throws IOException;

    /** A line of JSON. */
    void json(byte[] line) throws IOException;
  }

  ManifestLines(Output output) {
    this.output = output;
  }

  @Override
  public void file(RawPath path, long size, byte[] sha256, byte[] merkle) throws IOException {
    files++;
    bytes = sum(bytes, size);
    byte[] line = Sha256.line(sha256, path);
    digest.update(line);
    output.sum(line);
    json(
        node(path, Kind.FILE)
            .put("size", size)
            .put("sha256", HexFormat.of().formatHex(sha256))
            .put("merkle", HexFormat.of().formatHex(merkle)));
  }

  /** The sum of two sizes; the largest number where it is larger, as of sparse files. */
  static long sum(long size, long other) {
    return size > Long.MAX_VALUE - other ? Long.MAX_VALUE : size + other;
  }

  @Override
  public void failure(RawPath path, Kind kind, String error) throws IOException {
    fail(path.toString(), error);
    json(node(path, kind).put("error", error));
  }

  /** A part of which nothing is known but that it was lost. */
  void lost(FailedPart part) throws IOException {
    String error = part.reason() + ": " + part.error();
    fail("part " + part.index(), error);
    json(JSON.createObjectNode().put("type", "part").put("part", part.index()).put("error", error));
  }

  private void fail(String what, String error) {
    failed++;
    if (failures.size() < MOST_FAILURES) {
      failures.add(new Failure(what, error));
    }
  }

  @Override
  public void other(RawPath path, Kind kind) throws IOException {
    switch (kind) {
      case DIRECTORY -> directories++;
      case LINK -> links++;
      default -> others++;
    }
    json(node(path, kind));
  }

  /** Whether nothing has failed so far. */
  boolean complete() {
    return failed == 0;
  }

  /** Writes the last line and says what all came to. */
  Manifest end(Directory job) throws IOException {
    Manifest manifest = new Manifest();
    manifest.setPath(job.getPath());
    manifest.setComplete(complete());
    manifest.setFiles(files);
    manifest.setBytes(bytes);
    manifest.setDirectories(directories);
    manifest.setLinks(links);
    manifest.setOthers(others);
    manifest.setFailed(failed);
    manifest.setRangeBytes(job.getRangeBytes());
    manifest.setSha256(HexFormat.of().formatHex(digest.digest()));
    manifest.setFailures(failures);
    json(summary(manifest));
    return manifest;
  }

  private static ObjectNode summary(Manifest manifest) {
    return JSON.createObjectNode()
        .put("type", "summary")
        .put("version", 1)
        .put("path", manifest.getPath())
        .put("complete", manifest.getComplete())
        .put("files", manifest.getFiles())
        .put("bytes", manifest.getBytes())
        .put("directories", manifest.getDirectories())
        .put("links", manifest.getLinks())
        .put("others", manifest.getOthers())
        .put("failed", manifest.getFailed())
        .put("rangeBytes", manifest.getRangeBytes())
        .put("sha256", manifest.getSha256());
  }

  private ObjectNode node(RawPath path, Kind kind) {
    if (last != null && last.compareTo(path) >= 0) {
      throw new IllegalStateException("'" + path + "' comes after '" + last + "'");
    }
    last = path;
    ObjectNode node = JSON.createObjectNode().put("path", path.toString());
    if (!path.isText()) {
      node.put("pathHex", HexFormat.of().formatHex(path.bytes()));
    }
    return node.put("type", kind.name().toLowerCase(Locale.ROOT));
  }

  private void json(ObjectNode node) throws IOException {
    output.json((JSON.writeValueAsString(node) + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
