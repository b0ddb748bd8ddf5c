package io.streamweir.stages.manifest;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * The two files of a manifest, written under other names and put in place when they are whole and
 * on the disk. Whoever looks finds the old manifest or the new one. Not thread-safe.
 */
final class OutputFiles implements ManifestLines.Output, Closeable {
  private final OpenDirectory directory;
  private final byte[] name;
  private final Unfinished sums;
  private final Unfinished json;

  private OutputFiles(OpenDirectory directory, byte[] name, String attempt) throws IOException {
    this.directory = directory;
    this.name = name;
    this.sums = new Unfinished(name(DirectoryJob.UNFINISHED_INFIX + attempt));
    try {
      this.json = new Unfinished(name(DirectoryJob.UNFINISHED_INFIX + attempt + ".jsonl"));
    } catch (IOException | RuntimeException e) {
      sums.close();
      throw e;
    }
  }

  /**
   * Begins both files of this output below the root, and deletes what an attempt of the same job
   * left that was killed. Attempts that still run beside each other have files of their own.
   */
  static OutputFiles begin(Path root, RawPath output, String jobId) throws IOException {
    OpenDirectory directory = OpenDirectory.below(root, output.parent());
    try {
      directory.checkReplaceable(output.name());
      String unfinished = output + DirectoryJob.UNFINISHED_INFIX + jobId + "-";
      for (byte[] each : directory.names()) {
        if (output.parent().child(each).toString().startsWith(unfinished)) {
          directory.delete(each);
        }
      }
      String attempt = UUID.randomUUID().toString().substring(0, 8); // names may be long already
      return new OutputFiles(directory, output.name(), jobId + "-" + attempt);
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private byte[] name(String ending) {
    byte[] end = ending.getBytes(StandardCharsets.UTF_8);
    byte[] whole = Arrays.copyOf(name, name.length + end.length);
    System.arraycopy(end, 0, whole, name.length, end.length);
    return whole;
  }

  @Override
  public void sum(byte[] line) throws IOException {
    sums.out.write(line);
  }

  @Override
  public void json(byte[] line) throws IOException {
    json.out.write(line);
  }

  /**
   * Puts the files in place: an incomplete manifest under names that say so, a complete one also in
   * place of an incomplete one.
   *
   * @return what the name of the first file ends in beside what was asked for
   */
  String publish(boolean complete) throws IOException {
    String ending = complete ? "" : DirectoryJob.INCOMPLETE_SUFFIX;
    List<byte[]> stale = new ArrayList<>();
    if (complete) {
      stale.add(name(DirectoryJob.INCOMPLETE_SUFFIX));
      stale.add(name(DirectoryJob.INCOMPLETE_SUFFIX + DirectoryJob.JSON_SUFFIX));
    }
    sums.finish();
    json.finish();
    directory.rename(json.name, name(ending + DirectoryJob.JSON_SUFFIX));
    directory.rename(sums.name, name(ending));
    for (byte[] each : stale) {
      deleteIfThere(each);
    }
    return ending;
  }

  private void deleteIfThere(byte[] file) throws IOException {
    try {
      directory.delete(file);
    } catch (NoSuchFileException e) {
      return; // as it should be
    }
  }

  /** Deletes what was not put in place. */
  @Override
  public void close() throws IOException {
    try (directory) {
      sums.close();
      json.close();
      deleteIfThere(sums.name);
      deleteIfThere(json.name);
    }
  }

  /** A file under a name of its own. */
  private final class Unfinished implements Closeable {
    private final byte[] name;
    private final FileChannel channel;
    private final OutputStream out;

    Unfinished(byte[] name) throws IOException {
      this.name = name;
      this.channel = directory.create(name);
      this.out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
    }

    void finish() throws IOException {
      out.flush();
      channel.force(true);
      channel.close();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
