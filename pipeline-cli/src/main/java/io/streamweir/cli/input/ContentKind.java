package io.streamweir.cli.input;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** What content is, by its first bytes. */
enum ContentKind {
  TEXT("text", ""),
  UTF_8_WITH_MARK("UTF-8 text with a byte order mark", "", 0xEF, 0xBB, 0xBF),
  GZIP("gzip", "gzip -dc", 0x1F, 0x8B),
  COMPRESS("compress", "gzip -dc", 0x1F, 0x9D),
  PACK("pack", "gzip -dc", 0x1F, 0x1E),
  LZH("lzh", "gzip -dc", 0x1F, 0xA0),
  ZSTD("zstd", "zstd -dc", 0x28, 0xB5, 0x2F, 0xFD),
  ZSTD_SKIPPABLE("zstd", "zstd -dc", ContentKind.ANY_OF_16 | 0x50, 0x2A, 0x4D, 0x18),
  XZ("xz", "xz -dc", 0xFD, '7', 'z', 'X', 'Z', 0),
  LZIP("lzip", "lzip -dc", 'L', 'Z', 'I', 'P', 1),
  BZIP2("bzip2", "bzip2 -dc", 'B', 'Z', 'h', ContentKind.ANY, '1', 'A', 'Y', '&', 'S', 'Y'),
  BZIP2_EMPTY("bzip2", "bzip2 -dc", 'B', 'Z', 'h', ContentKind.ANY, 0x17, 'r', 'E', '8', 'P', 0x90),
  LZ4("lz4", "lz4 -dc", 0x04, 0x22, 0x4D, 0x18),
  ZIP("zip", "unzip -p", 'P', 'K', 3, 4),
  ZIP_EMPTY("zip", "unzip -p", 'P', 'K', 5, 6),
  SEVEN_ZIP("7z", "7z x -so", '7', 'z', 0xBC, 0xAF, 0x27, 0x1C),
  UTF_32("UTF-32", "iconv -f UTF-32 -t UTF-8", 0xFF, 0xFE, 0, 0),
  UTF_16("UTF-16", "iconv -f UTF-16 -t UTF-8", 0xFF, 0xFE),
  UTF_16_BIG("UTF-16", "iconv -f UTF-16 -t UTF-8", 0xFE, 0xFF),
  UTF_16_UNMARKED("UTF-16", "iconv -f UTF-16LE -t UTF-8", ContentKind.SOME, 0, ContentKind.SOME, 0),
  UTF_16_BIG_UNMARKED(
      "UTF-16", "iconv -f UTF-16BE -t UTF-8", 0, ContentKind.SOME, 0, ContentKind.SOME),
  TAR("tar", "tar -xOf", ContentKind.tar());

  /** In place of a byte: any at all, any but zero, any with these four high bits. */
  static final int ANY = 1 << 8;

  private static final int SOME = 1 << 9;
  private static final int ANY_OF_16 = 1 << 10;

  /** In place of a byte: any that does not end a line, behind which there may be nothing yet. */
  private static final int IN_LINE = 1 << 11;

  /** How many bytes it takes to tell. */
  static final int MOST_BYTES = 262;

  private final String title;
  private final String reader;

  @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
  private final int[] first;

  ContentKind(String title, String reader, int... first) {
    this.title = title;
    this.reader = reader;
    this.first = first;
  }

  /**
   * The header of a tar archive by POSIX, and by GNU: its magic is at 257, and the digits of its
   * checksum end with a zero, so that no long line of text is taken for one.
   */
  private static int[] tar() {
    int[] header = new int[MOST_BYTES];
    Arrays.fill(header, IN_LINE);
    header[154] = 0;
    for (int i = 0; i < 5; i++) {
      header[257 + i] = "ustar".charAt(i);
    }
    return header;
  }

  /**
   * Looks at the first bytes and puts them back. Reads no byte more than it takes to tell, since
   * the next one may be long in coming.
   *
   * @param in supports marks
   */
  static ContentKind of(InputStream in) throws IOException {
    in.mark(MOST_BYTES);
    int[] seen = new int[MOST_BYTES];
    ContentKind found = TEXT;
    for (int count = 0; mayBeLonger(found, seen, count); count++) {
      seen[count] = in.read();
      for (ContentKind kind : values()) {
        found = kind.first.length == count + 1 && kind.matches(seen, count + 1) ? kind : found;
      }
    }
    in.reset();
    return found;
  }

  /** How many bytes a mark takes that is no part of the text. */
  int markBytes() {
    return this == UTF_8_WITH_MARK ? first.length : 0;
  }

  /** Whether lines can be read, as they are or unpacked. */
  boolean readable() {
    return this == TEXT || this == UTF_8_WITH_MARK || this == GZIP;
  }

  /** What it is, and how to read it: a sentence without its beginning. */
  String advice() {
    return "it is " + title + "; submit what this prints: " + reader;
  }

  /** Any bytes may be the name in a tar's header, but those of another kind are not. */
  private static boolean mayBeLonger(ContentKind found, int[] seen, int count) {
    return Arrays.stream(values())
        .filter(kind -> kind != TAR || found == TEXT)
        .anyMatch(kind -> kind.first.length > count && kind.matches(seen, count));
  }

  private boolean matches(int[] seen, int count) {
    for (int i = 0; i < count; i++) {
      boolean same =
          switch (first[i]) {
            case ANY -> seen[i] >= 0;
            case SOME -> seen[i] > 0;
            case IN_LINE -> seen[i] >= 0 && seen[i] != '\n';
            default ->
                (first[i] & ANY_OF_16) == 0
                    ? first[i] == seen[i]
                    : (first[i] & 0xF0) == (seen[i] & ~0x0F);
          };
      if (!same) {
        return false;
      }
    }
    return true;
  }
}
