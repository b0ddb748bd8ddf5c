package io.streamweir.stages.manifest;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The two files of a manifest, written under other names and put in place when they are whole and
 * on the disk. Whoever looks finds the old manifest or the new one. Not thread-safe.
 */
final class OutputFiles implements ManifestLines.Output, Closeable {
  private final OpenDirectory directory;
  private final OutputNames names;
  private final Unfinished sums;
  private final Unfinished json;

  private OutputFiles(OpenDirectory directory, OutputNames names, String jobId) throws IOException {
    String attempt = UUID.randomUUID().toString().substring(0, 8);
    this.directory = directory;
    this.names = names;
    this.sums = new Unfinished(names.unfinishedSums(jobId, attempt));
    try {
      this.json = new Unfinished(names.unfinishedJson(jobId, attempt));
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
      OutputNames names = new OutputNames(output.name());
      byte[] unfinished = names.unfinished(jobId);
      for (byte[] each : directory.names()) {
        if (OutputNames.startsWith(each, unfinished)) {
          directory.delete(each);
        }
      }
      return new OutputFiles(directory, names, jobId);
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
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
   * @return the name of the file of sums
   */
  byte[] publish(boolean complete) throws IOException {
    sums.finish();
    json.finish();
    directory.rename(json.name, names.json(complete));
    directory.rename(sums.name, names.sums(complete));
    if (complete) {
      deleteIfThere(names.sums(false));
      deleteIfThere(names.json(false));
    }
    return names.sums(complete);
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
