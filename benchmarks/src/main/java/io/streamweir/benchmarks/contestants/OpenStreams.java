package io.streamweir.benchmarks.contestants;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** Many open streams of events, read by one thread. One thread opens them. */
final class OpenStreams implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final int port;
  private final Selector selector = Selector.open();
  private final Thread reader = new Thread(this::read, "streams");
  private volatile boolean closed;

  OpenStreams(int port) throws IOException {
    this.port = port;
    reader.setDaemon(true);
    reader.start();
  }

  /** What one stream has said, and who hears it. */
  private static final class Heard {
    private final StringBuilder text = new StringBuilder();
    private final Predicate<String> listener;

    Heard(Predicate<String> listener) {
      this.listener = listener;
    }
  }

  /**
   * Opens a stream and waits until its server has begun to answer.
   *
   * @param listener gets all that the stream has said so far, and says whether that is enough
   */
  void open(byte[] request, Predicate<String> listener) throws Exception {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.write(ByteBuffer.wrap(request));
    Heard heard = new Heard(listener);
    heard.text.append(first(channel));
    if (!heard.text.toString().startsWith("HTTP/1.1 200")) {
      throw new IOException("no stream, but " + heard.text);
    }
    channel.configureBlocking(false);
    selector.wakeup();
    channel.register(selector, SelectionKey.OP_READ, heard);
    selector.wakeup();
  }

  /** The head of the answer and the first event. */
  private static String first(SocketChannel channel) throws IOException, TimeoutException {
    StringBuilder text = new StringBuilder();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 12);
    long until = System.nanoTime() + PATIENCE_NANOS;
    while (text.indexOf("event: open") < 0 && text.indexOf("event:open") < 0) {
      if (channel.read(buffer.clear()) < 0 || System.nanoTime() > until) {
        throw new TimeoutException("no stream, but " + text);
      }
      text.append(StandardCharsets.UTF_8.decode(buffer.flip()));
    }
    return text.toString();
  }

  private void read() {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 14);
    while (!closed) {
      try {
        selector.select(100);
        for (SelectionKey key : selector.selectedKeys()) {
          read(key, buffer.clear());
        }
        selector.selectedKeys().clear();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  private static void read(SelectionKey key, ByteBuffer buffer) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    Heard heard = (Heard) key.attachment();
    boolean over = channel.read(buffer) < 0;
    heard.text.append(StandardCharsets.UTF_8.decode(buffer.flip()));
    if (heard.listener.test(heard.text.toString()) || over) {
      channel.close();
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    closed = true;
    selector.wakeup();
    reader.join();
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
