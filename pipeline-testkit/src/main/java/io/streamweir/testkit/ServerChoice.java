package io.streamweir.testkit;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Which Redis the tests talk to, chosen by the system property {@code streamweir.redis}:
 *
 * <ul>
 *   <li>{@code embedded} (the default): the binary that embedded-redis brings
 *   <li>{@code binary:/path/redis-server}: a binary of this machine, Redis or Valkey
 *   <li>{@code docker:image}: a container, such as {@code docker:valkey/valkey:9}
 *   <li>{@code redis://host:port}: a server that already runs; it is only used, never stopped
 * </ul>
 */
public sealed interface ServerChoice {
  /** The system property that holds the choice. */
  String PROPERTY = "streamweir.redis";

  /** Returns what the system property says. */
  static ServerChoice current() {
    return parse(System.getProperty(PROPERTY, "embedded"));
  }

  /**
   * Reads a choice.
   *
   * @throws IllegalArgumentException where the text is none of the four forms, or names no
   *     executable
   */
  static ServerChoice parse(String text) {
    String choice = text.strip();
    if (choice.equals("embedded")) {
      return new Embedded();
    }
    if (choice.startsWith("binary:")) {
      return new Binary(Path.of(choice.substring("binary:".length())));
    }
    if (choice.startsWith("docker:")) {
      return new Docker(choice.substring("docker:".length()));
    }
    if (choice.startsWith("redis://") || choice.startsWith("rediss://")) {
      return new Given(URI.create(choice));
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "-D%s=%s is none of embedded, binary:PATH, docker:IMAGE, redis://HOST:PORT",
            PROPERTY,
            text));
  }

  /**
   * Starts a server for the caller alone.
   *
   * @param config options as on the server's command line
   * @throws ServerStartException where it does not answer in time
   */
  RedisServer start(List<String> config);

  /** Returns a server to share: the given one, or else a fresh one without special options. */
  default RedisServer shared() {
    return start(List.of());
  }

  /**
   * Returns the binary of which clusters and sentinel groups are made: the chosen one, or the
   * embedded one where a container or a running server was chosen, since their nodes must reach
   * each other on the loopback.
   */
  default Path binary() {
    return EmbeddedBinary.path();
  }

  /** The binary that embedded-redis brings. */
  record Embedded() implements ServerChoice {
    @Override
    public RedisServer start(List<String> config) {
      return ProcessServer.start(EmbeddedBinary.path(), config);
    }
  }

  /**
   * A binary of this machine.
   *
   * @param path the executable
   */
  record Binary(Path path) implements ServerChoice {
    /** Checks that the file can be executed. */
    public Binary {
      if (!Files.isExecutable(path)) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "-D%s=binary:%s is no executable file", PROPERTY, path));
      }
    }

    @Override
    public RedisServer start(List<String> config) {
      return ProcessServer.start(path, config);
    }

    @Override
    public Path binary() {
      return path;
    }
  }

  /**
   * A container.
   *
   * @param image the image's name, with a tag
   */
  record Docker(String image) implements ServerChoice {
    /** Checks that an image is named. */
    public Docker {
      if (image.isBlank()) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "-D%s=docker: names no image", PROPERTY));
      }
    }

    @Override
    public RedisServer start(List<String> config) {
      return ContainerServer.start(image, config);
    }
  }

  /**
   * A server that already runs. Tests that want one of their own get an embedded one beside it.
   *
   * @param uri its address; a password in it is never printed
   */
  record Given(URI uri) implements ServerChoice {
    /** Checks that a host is named. */
    public Given {
      if (uri.getHost() == null) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "-D%s: the URI names no host", PROPERTY));
      }
    }

    @Override
    public RedisServer start(List<String> config) {
      return new Embedded().start(config);
    }

    @Override
    public RedisServer shared() {
      return new GivenServer(uri);
    }

    @Override
    public String toString() {
      return "Given[" + uri.getHost() + "]";
    }
  }
}
