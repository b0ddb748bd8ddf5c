package io.streamweir.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GzipInputTest {
  @Test
  void unpacksMembersHoweverTheyArrive() throws IOException {
    byte[] large = new byte[300_000];
    new Random(1).nextBytes(large);
    byte[] members =
        concat(gzip(bytes("one\n")), gzip(new byte[0]), gzip(large), gzip(bytes("last")));
    byte[] content = concat(bytes("one\n"), large, bytes("last"));
    for (int piece : new int[] {1, 7, 1_000, 1 << 20}) {
      assertThat(unpacked(pieces(members, piece))).isEqualTo(content);
    }
    assertThat(unpacked(new ByteArrayInputStream(members))).isEqualTo(content);
  }

  @Test
  void acceptsZerosBehindTheLastMember() throws IOException {
    for (int zeros : new int[] {1, 2, 511, 200_000}) {
      byte[] padded = concat(gzip(bytes("a")), gzip(bytes("b")), new byte[zeros]);
      assertThat(unpacked(pieces(padded, 100))).isEqualTo(bytes("ab"));
    }
  }

  @Test
  void readsEveryPartOfAHeader() throws IOException {
    byte[] plain = gzip(bytes("x"));
    byte[] body = Arrays.copyOfRange(plain, 10, plain.length);
    byte[] head = {0x1f, (byte) 0x8b, 8, 4 | 8 | 16 | 2, 1, 2, 3, 4, 0, 3};
    byte[] optional = concat(new byte[] {3, 0, 'e', 'x', 't'}, bytes("name\0"), bytes("comment\0"));
    CRC32 crc = new CRC32();
    crc.update(concat(head, optional));
    byte[] sum = {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)};
    byte[] wrong = {(byte) (sum[0] + 1), sum[1]};
    assertThat(unpacked(pieces(concat(head, optional, sum, body, plain), 1)))
        .isEqualTo(bytes("xx"));
    damaged(concat(head, optional, wrong, body), "checksum");
  }

  @Test
  void failsOnWhateverFollowsAMember() throws IOException {
    byte[] member = gzip(bytes("a\n"));
    for (String junk : new String[] {"\n", "plain line\n", "x", "\u001fx", "PK\u0003\u0004"}) {
      damaged(concat(member, bytes(junk), gzip(bytes("b\n"))), "no member");
    }
    damaged(concat(member, new byte[512], gzip(bytes("b\n"))), "zeros");
    damaged(concat(member, new byte[] {0x1f}), "cut off");
  }

  @Test
  void failsWhereItIsCutShortAnywhere() throws IOException {
    byte[] whole = concat(gzip(bytes("one")), gzip(bytes("two")));
    int first = gzip(bytes("one")).length;
    for (int length = 2; length < whole.length; length++) {
      if (length != first) {
        damaged(Arrays.copyOf(whole, length), "cut off at byte " + length);
      }
    }
  }

  @Test
  void failsWhereAnyBitOfDataOrTrailerIsWrong() throws IOException {
    byte[] whole = gzip(bytes("some text, some text, some more text"));
    for (int i = 10; i < whole.length; i++) {
      byte[] broken = whole.clone();
      broken[i] ^= 0x10;
      assertThatThrownBy(() -> unpacked(new ByteArrayInputStream(broken)))
          .isInstanceOf(IOException.class);
    }
    damaged(concat(new byte[] {0x1f, (byte) 0x8b, 9}, whole), "method");
    damaged(concat(new byte[] {0x1f, (byte) 0x8b, 8, (byte) 0x80}, whole), "reserved");
  }

  /** What was flushed is there to be read before more has come. */
  @Test
  void handsOverWhatIsThereBeforeItWaits() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    GZIPOutputStream out = new GZIPOutputStream(packed, 512, true);
    out.write(bytes("a line\n"));
    out.flush();
    InputStream live =
        new ByteArrayInputStream(packed.toByteArray()) {
          @Override
          public synchronized int read(byte[] bytes, int offset, int length) {
            int read = super.read(bytes, offset, length);
            if (read < 0) {
              throw new IllegalStateException("waits for more");
            }
            return read;
          }
        };
    assertThat(new GzipInput(live).readNBytes(7)).isEqualTo(bytes("a line\n"));
  }

  private static void damaged(byte[] packed, String why) {
    assertThatThrownBy(() -> unpacked(new ByteArrayInputStream(packed)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
  }

  private static byte[] unpacked(InputStream packed) throws IOException {
    try (InputStream in = new GzipInput(packed)) {
      return in.readAllBytes();
    }
  }

  /** Bytes of which each read gets a piece, and which never says that more is there. */
  private static InputStream pieces(byte[] all, int piece) {
    return new ByteArrayInputStream(all) {
      @Override
      public synchronized int read(byte[] bytes, int offset, int length) {
        return super.read(bytes, offset, Math.min(piece, length));
      }

      @Override
      public synchronized int available() {
        return 0;
      }
    };
  }

  static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    }
    return packed.toByteArray();
  }

  static byte[] concat(byte[]... all) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] each : all) {
      bytes.writeBytes(each);
    }
    return bytes.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
