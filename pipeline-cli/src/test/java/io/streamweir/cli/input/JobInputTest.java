package io.streamweir.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamweir.cli.failure.CommandFailedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class JobInputTest {
  /** The first bytes of what the programs of these names write. */
  private static final Map<String, String> PACKINGS =
      Map.of(
          "zstd", "28b52ffd2400010000",
          "xz", "fd377a585a000004e6d6b446",
          "bzip2", "425a68393141592653594eece83600",
          "zip", "504b03041400000008000000",
          "7z", "377abcaf271c0004",
          "lz4", "04224d18644070df",
          "lzip", "4c5a49500114",
          "compress", "1f9d9061ca");

  @TempDir Path directory;

  @Test
  void namesThePackingThatItCannotRead() throws IOException {
    for (Map.Entry<String, String> packing : PACKINGS.entrySet()) {
      byte[] content = HexFormat.of().parseHex(packing.getValue());
      refused(content, packing.getKey());
      refused(GzipInputTest.gzip(content), packing.getKey());
    }
    refused(GzipInputTest.gzip(GzipInputTest.gzip(new byte[] {'a', '\n'})), "gzip");
  }

  /** As Python's tarfile writes them. */
  @Test
  void namesATarWhicheverFormatItHas() throws IOException {
    for (String magic : new String[] {"ustar\00000", "ustar  \0"}) {
      byte[] content = tar("access.log", magic);
      refused(content, "it is tar");
      refused(content, "tar -xOf");
      refused(GzipInputTest.gzip(content), "inside of gzip it is tar");
    }
  }

  private static byte[] tar(String name, String magic) {
    byte[] archive = new byte[10_240];
    put(archive, 0, name);
    put(archive, 100, "0000644\0001750\0001750\00000000000005\00000000000000\000011145\0 0");
    put(archive, 257, magic);
    put(archive, 512, "line\n");
    return archive;
  }

  private static void put(byte[] archive, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, archive, at, bytes.length);
  }

  @Test
  void readsALongLineThatHasTheMagicOfATar() throws IOException {
    byte[] line = ("x".repeat(257) + "ustar and more\n").getBytes(StandardCharsets.UTF_8);
    assertThat(read(line)).isEqualTo(line);
  }

  /** A line that is there must not wait for bytes that only another format needs. */
  @Test
  @Timeout(30)
  void tellsTextByItsFirstLine() throws IOException {
    try (PipedOutputStream out = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(out)) {
      out.write("one\n".getBytes(StandardCharsets.UTF_8));
      AtomicInteger waits = new AtomicInteger();
      try (JobInput input = JobInput.open("-", in)) {
        input.beforeWaiting(waits::incrementAndGet);
        assertThat(input.text().readNBytes(4)).asString().isEqualTo("one\n");
      }
      assertThat(waits).hasValue(0);
    }
  }

  @Test
  void namesTheEncodingThatItCannotRead() throws IOException {
    for (String charset : new String[] {"UTF-16", "UTF-16LE", "UTF-16BE", "x-UTF-16LE-BOM"}) {
      refused("line one\nline two\n".getBytes(Charset.forName(charset)), "UTF-16");
    }
    refused("line\n".getBytes(Charset.forName("X-UTF-32LE-BOM")), "UTF-32");
  }

  @Test
  void readsTextAsItIsAndLeavesOutAByteOrderMark() throws IOException {
    for (String text :
        new String[] {"", "a", "\n", "BZh", "P", "PK\n", "7z rocks", "ä", "\0\0\0a"}) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      assertThat(read(bytes)).isEqualTo(bytes);
      assertThat(read(GzipInputTest.gzip(bytes))).isEqualTo(bytes);
      byte[] marked = ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8);
      assertThat(read(marked)).isEqualTo(bytes);
      assertThat(read(GzipInputTest.gzip(marked))).isEqualTo(bytes);
    }
  }

  @Test
  void namesTheFileWhereItsContentIsDamaged() throws IOException {
    byte[] junk =
        GzipInputTest.concat(GzipInputTest.gzip(new byte[] {'a', '\n'}), new byte[] {'b'});
    Path file = Files.write(directory.resolve("odd.gz"), junk);
    try (JobInput input = JobInput.open(file.toString(), System.in)) {
      assertThatThrownBy(() -> input.text().readAllBytes())
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("no member");
    }
  }

  /** Whatever is in hand must leave before a read that may take for ever. */
  @Test
  void saysEachTimeBeforeItWaits() throws IOException {
    AtomicInteger waits = new AtomicInteger();
    try (PipedOutputStream out = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(out)) {
      out.write("one\n".getBytes(StandardCharsets.UTF_8));
      JobInput input = JobInput.open("-", in);
      input.beforeWaiting(
          () -> {
            if (waits.incrementAndGet() == 1) {
              write(out, "two\n");
            } else {
              close(out);
            }
          });
      assertThat(new String(input.text().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("one\ntwo\n");
    }
    assertThat(waits).hasValueGreaterThan(1);
  }

  @Test
  void unpacksWhatIsThereBeforeItWaitsForMore() throws IOException {
    ByteArrayOutputStream begun = new ByteArrayOutputStream();
    GZIPOutputStream member = new GZIPOutputStream(begun, true);
    member.write("a\nb".getBytes(StandardCharsets.UTF_8));
    member.flush();
    InputStream rest =
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("waits");
          }
        };
    InputStream in = new SequenceInputStream(new ByteArrayInputStream(begun.toByteArray()), rest);
    JobInput input = JobInput.open("-", in);
    assertThat(input.text().readNBytes(3)).asString(StandardCharsets.UTF_8).isEqualTo("a\nb");
  }

  private static void write(PipedOutputStream out, String text) {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void close(PipedOutputStream out) {
    try {
      out.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void refused(byte[] content, String name) {
    assertThatThrownBy(() -> read(content))
        .as(name)
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("cannot read standard input")
        .hasMessageContaining(name);
  }

  private static byte[] read(byte[] content) throws IOException {
    try (JobInput input = JobInput.open("-", new ByteArrayInputStream(content))) {
      return input.text().readAllBytes();
    }
  }
}
