package io.streamweir.stages.manifest;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A relative path as the file system has it: bytes, which need be no text in any encoding, with
 * slashes between names. Ordered by bytes, as {@code LC_ALL=C sort} does. Immutable.
 */
final class RawPath implements Comparable<RawPath> {
  /** The directory that paths are relative to. */
  static final RawPath EMPTY = new RawPath(new byte[0]);

  private final byte[] bytes;

  private RawPath(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The path with a copy of these bytes. */
  static RawPath of(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return new RawPath(copy);
  }

  /**
   * The path that people write so: relative and without {@code ..}; single dots and needless
   * slashes go.
   *
   * @throws IllegalArgumentException where it is none
   */
  static RawPath of(String text) {
    if (text.startsWith("/")) {
      throw new IllegalArgumentException(
          "'" + text + "' is absolute; give a path relative to the root of the workers");
    }
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a path must not hold a NUL character");
    }
    RawPath path = EMPTY;
    for (String name : text.split("/")) {
      if (name.equals("..")) {
        throw new IllegalArgumentException("'" + text + "' must not hold '..'");
      }
      if (!name.isEmpty() && !name.equals(".")) {
        path = path.child(name.getBytes(StandardCharsets.UTF_8));
      }
    }
    return path;
  }

  /**
   * The bytes of a directory entry's name, whatever the encoding of this process makes of them as
   * text: a URI spells them out.
   */
  static byte[] nameOf(Path entry) {
    String text = String.valueOf(entry.getFileName());
    if (isPlain(text)) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
    String escaped = entry.toUri().getRawPath();
    int end = escaped.endsWith("/") ? escaped.length() - 1 : escaped.length();
    return unescape(escaped.substring(escaped.lastIndexOf('/', end - 1) + 1, end));
  }

  /** A question mark may also stand for a byte that is no ASCII. */
  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '?');
  }

  private static byte[] unescape(String escaped) {
    byte[] bytes = new byte[escaped.length()];
    int length = 0;
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c == '%') {
        bytes[length++] = (byte) HexFormat.fromHexDigits(escaped, i + 1, i + 3);
        i += 2;
      } else {
        bytes[length++] = (byte) c;
      }
    }
    return Arrays.copyOf(bytes, length);
  }

  /**
   * The same name as a path of one element.
   *
   * @throws InvalidPathException where it is more or less than the name of a directory entry
   */
  static Path toPath(byte[] name) {
    String text = new String(name, StandardCharsets.ISO_8859_1);
    if (name.length == 0 || text.equals(".") || text.equals("..") || holdsSeparator(name)) {
      throw new InvalidPathException(text, "not the name of a directory entry");
    }
    if (isPlain(text)) {
      return Path.of(text);
    }
    StringBuilder escaped = new StringBuilder("file:///");
    for (byte b : name) {
      escaped.append('%').append(HexFormat.of().toHexDigits(b));
    }
    return Path.of(URI.create(escaped.toString())).getFileName();
  }

  private static boolean holdsSeparator(byte[] name) {
    for (byte b : name) {
      if (b == '/' || b == 0) {
        return true;
      }
    }
    return false;
  }

  /** The path of an entry of this directory. */
  RawPath child(byte[] name) {
    if (bytes.length == 0) {
      return new RawPath(name.clone());
    }
    byte[] child = Arrays.copyOf(bytes, bytes.length + 1 + name.length);
    child[bytes.length] = '/';
    System.arraycopy(name, 0, child, bytes.length + 1, name.length);
    return new RawPath(child);
  }

  /** The path of what this one leads to, from here. */
  RawPath resolve(RawPath relative) {
    RawPath path = this;
    for (byte[] name : relative.names()) {
      path = path.child(name);
    }
    return path;
  }

  /** The same with a slash at its end, so that it sorts where its files do. */
  RawPath asDirectory() {
    byte[] directory = Arrays.copyOf(bytes, bytes.length + 1);
    directory[bytes.length] = '/';
    return new RawPath(directory);
  }

  /** The names between slashes. */
  List<byte[]> names() {
    List<byte[]> names = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == '/') {
        if (i > from) {
          names.add(Arrays.copyOfRange(bytes, from, i));
        }
        from = i + 1;
      }
    }
    return names;
  }

  /** The directory that holds it. */
  RawPath parent() {
    List<byte[]> names = names();
    RawPath parent = EMPTY;
    for (byte[] name : names.subList(0, Math.max(0, names.size() - 1))) {
      parent = parent.child(name);
    }
    return parent;
  }

  /** The last name; empty of {@link #EMPTY}. */
  byte[] name() {
    List<byte[]> names = names();
    return names.isEmpty() ? new byte[0] : names.get(names.size() - 1);
  }

  byte[] bytes() {
    return bytes.clone();
  }

  /** Whether it is UTF-8, so that {@link #toString} says all of it. */
  boolean isText() {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  @Override
  public int compareTo(RawPath other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawPath path && Arrays.equals(bytes, path.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** As text, with U+FFFD for what is not UTF-8. */
  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
