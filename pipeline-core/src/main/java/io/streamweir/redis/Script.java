package io.streamweir.redis;

import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A Lua script from the resources beside this class. Sent by its digest, and in full where the
 * server does not have it.
 */
final class Script {
  private final String name;
  private final byte[] source;
  private final String sha1;

  /**
   * The script of these texts, which are sent as one.
   *
   * @param texts their names without {@code .lua}: those that define what others call, then the
   *     script itself
   */
  Script(String... texts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String text : texts) {
      all.writeBytes(load(text + ".lua"));
    }
    this.name = texts[texts.length - 1];
    this.source = all.toByteArray();
    this.sha1 = sha1(source);
  }

  /**
   * Runs the script.
   *
   * @param keys how many of the arguments are keys
   * @param arguments adds the keys, then the other arguments; called once more where the script
   *     must be sent in full
   */
  CompletableFuture<List<Object>> run(
      Wire wire, int keys, Consumer<CommandArgs<byte[], byte[]>> arguments) {
    CommandArgs<byte[], byte[]> args = Wire.args().add(sha1).add(keys);
    arguments.accept(args);
    return send(wire, CommandType.EVALSHA, args)
        .handle(
            (reply, thrown) ->
                isMissing(thrown)
                    ? runInFull(wire, keys, arguments)
                    : thrown == null
                        ? CompletableFuture.completedFuture(reply)
                        : CompletableFuture.<List<Object>>failedFuture(thrown))
        .thenCompose(answer -> answer);
  }

  /** SHA-1 of what is sent, in hexadecimal digits: by this the server knows it. */
  String digest() {
    return sha1;
  }

  private CompletionStage<List<Object>> runInFull(
      Wire wire, int keys, Consumer<CommandArgs<byte[], byte[]>> arguments) {
    CommandArgs<byte[], byte[]> args = Wire.args().add(source).add(keys);
    arguments.accept(args);
    return send(wire, CommandType.EVAL, args);
  }

  private CompletableFuture<List<Object>> send(
      Wire wire, CommandType command, CommandArgs<byte[], byte[]> args) {
    return wire.send(name, command, NestedMultiOutput::new, args);
  }

  private static boolean isMissing(Throwable thrown) {
    return thrown != null && Wire.failed(thrown).code().equals("NOSCRIPT");
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
