package io.streamweir.internal.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A Lua script, which lies beside the classes of its room. Sent by its digest, and in full where
 * the server does not have it.
 */
public final class Script {
  private static final String ROOMS = "/io/streamweir/internal/";

  private final String name;
  private final byte[] source;
  private final String sha1;

  /**
   * The script of these texts, which are sent as one.
   *
   * @param texts their names without {@code .lua}, each behind the room that it lies in, as {@code
   *     wire/checks}: those that define what others call, then the script itself
   */
  public Script(String... texts) {
    this(simpleName(texts[texts.length - 1]), List.of(texts));
  }

  private Script(String name, List<String> texts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String text : texts) {
      all.writeBytes(load(ROOMS + text + ".lua"));
    }
    this.name = name;
    this.source = all.toByteArray();
    this.sha1 = sha1(source);
  }

  /** The same by another name, for messages and metrics, than that of its last text. */
  public static Script named(String name, String... texts) {
    return new Script(name, List.of(texts));
  }

  private static String simpleName(String text) {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  /** What becomes of a call whose script the server does not have. */
  public enum Fallback {
    /** It is sent in full. What was sent behind it may overtake it. */
    FULL_TEXT,

    /** It fails with the code {@code NOSCRIPT}. */
    NONE
  }

  /**
   * Runs the script, in full where the server does not have it.
   *
   * @param args its keys, then the other arguments; nothing is added to them any more
   */
  public CompletableFuture<List<Object>> run(Wire wire, Call args) {
    return run(wire, args, Fallback.FULL_TEXT);
  }

  /** The same, for a caller that may have sent more behind it. */
  public CompletableFuture<List<Object>> run(Wire wire, Call args, Fallback fallback) {
    CompletableFuture<List<Object>> answer = send(wire, Command.EVALSHA, args.of(Call.bytes(sha1)));
    if (fallback == Fallback.NONE) {
      return answer;
    }
    return answer.exceptionallyCompose(
        thrown ->
            Wire.failed(thrown).code().equals("NOSCRIPT")
                ? send(wire, Command.EVAL, args.of(source))
                : CompletableFuture.failedFuture(thrown));
  }

  /** What it needs, as the headers of its texts say. */
  public Needs needs() {
    return Needs.ofScript(new String(source, StandardCharsets.UTF_8));
  }

  /** SHA-1 of what is sent, in hexadecimal digits: by this the server knows it. */
  public String digest() {
    return sha1;
  }

  private CompletableFuture<List<Object>> send(Wire wire, Command command, Call args) {
    return wire.send(name, command, Reply.LIST, args);
  }

  private static byte[] load(String resource) {
    try (InputStream in = Script.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("script " + resource + " is missing from the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha1(byte[] source) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(source));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
