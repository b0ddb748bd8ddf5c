package io.streamweir.benchmarks.measure;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A redis-server of this run alone, on a free loopback port, in a directory that goes with it. */
public final class Server implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(10);

  private final Process process;
  private final Path directory;
  private final String uri;
  private final RedisClient client;
  private final StatefulRedisConnection<String, byte[]> connection;

  private Server(Path binary, List<String> options) throws IOException, InterruptedException {
    int port = freePort();
    directory = Files.createTempDirectory("streamweir-bench-");
    uri = "redis://127.0.0.1:" + port;
    List<String> command = new ArrayList<>(List.of(binary.toString(), "--port", "" + port));
    command.addAll(List.of("--bind", "127.0.0.1", "--dir", directory.toString(), "--save", ""));
    command.addAll(options);
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("server.log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    RedisURI address = RedisURI.create(uri);
    address.setTimeout(Duration.ofMinutes(5)); // copying five million entries takes its time
    client = RedisClient.create(address);
    connection = connect();
  }

  /** Starts a server; options as on its command line override no persistence. */
  public static Server start(Path binary, List<String> options)
      throws IOException, InterruptedException {
    return new Server(binary, options);
  }

  /** A port on the loopback address that was free a moment ago. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private StatefulRedisConnection<String, byte[]> connect()
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (true) {
      try {
        return client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
      } catch (RuntimeException e) {
        if (System.nanoTime() > deadline || !process.isAlive()) {
          String log = Files.readString(directory.resolve("server.log"));
          close();
          throw new IllegalStateException("redis-server does not answer; it printed\n" + log, e);
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  /** Where contestants find it. */
  public String uri() {
    return uri;
  }

  /** For commands of the harness. */
  public RedisCommands<String, byte[]> commands() {
    return connection.sync();
  }

  /** A connection of its own for whoever fills streams. */
  public StatefulRedisConnection<byte[], byte[]> fillerConnection() {
    return client.connect(ByteArrayCodec.INSTANCE);
  }

  /** What the server says of itself in INFO, as 7.0.15. */
  public String version() {
    return info("server", "redis_version");
  }

  /** Processor time that the main thread has used, in µs. */
  public double cpuMicros() {
    String info = commands().info("cpu");
    return 1e6
        * (Double.parseDouble(value(info, "used_cpu_sys_main_thread"))
            + Double.parseDouble(value(info, "used_cpu_user_main_thread")));
  }

  /** What clients send and scripts run in this time. */
  public Calls calls(Duration length) throws IOException {
    return Calls.count(uri, length);
  }

  /** One value of INFO. */
  public String info(String section, String name) {
    return value(commands().info(section), name);
  }

  private static String value(String info, String name) {
    return info.lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("INFO lacks " + name));
  }

  @Override
  public void close() {
    process.destroyForcibly();
    client.shutdown();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(Server::delete);
    } catch (IOException e) {
      System.err.println("cannot delete " + directory);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      System.err.println("cannot delete " + file);
    }
  }
}
