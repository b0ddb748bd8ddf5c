package io.streamweir.stages.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A server that receives webhooks, verifies them as the specification says, and notes them. */
final class Receiver implements AutoCloseable {
  static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final long MOST_SECONDS_OFF = 300;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Received> received = new CopyOnWriteArrayList<>();

  /** One request with a right signature, in the order in which they came. */
  record Received(String path, String id, String body, String contentType) {}

  /** What a status, a Retry-After (empty for none) and a body look like. */
  record Reply(int status, String retryAfter, String body) {
    static Reply of(int status) {
      return new Reply(status, "", "");
    }
  }

  /** What to answer to the n-th request with its id, from 1. */
  @FunctionalInterface
  interface Manners {
    Reply answer(Received request, long times) throws Exception;
  }

  private Receiver(HttpServer server, Manners manners) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", exchange -> handle(exchange, manners));
    server.start();
  }

  static Receiver answering(Manners manners) {
    try {
      InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      return new Receiver(HttpServer.create(free, 100), manners);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  List<Received> received() {
    return received;
  }

  private void handle(HttpExchange exchange, Manners manners) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Headers headers = exchange.getRequestHeaders();
      if (!verified(headers, body)) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      Received request =
          new Received(
              exchange.getRequestURI().getPath(),
              headers.getFirst("webhook-id"),
              new String(body, UTF_8),
              headers.getFirst("Content-Type"));
      Reply reply = manners.answer(request, note(request));
      if (!reply.retryAfter().isEmpty()) {
        exchange.getResponseHeaders().set("Retry-After", reply.retryAfter());
      }
      byte[] answer = reply.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(reply.status(), answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private synchronized long note(Received request) {
    received.add(request);
    return received.stream().filter(each -> each.id().equals(request.id())).count();
  }

  /** Shares no code with what signed. */
  private static boolean verified(Headers headers, byte[] body) throws IOException {
    String id = headers.getFirst("webhook-id");
    String timestamp = headers.getFirst("webhook-timestamp");
    long off = System.currentTimeMillis() / 1000 - Long.parseLong(timestamp);
    if (Math.abs(off) > MOST_SECONDS_OFF) {
      return false;
    }
    try {
      byte[] key = Base64.getDecoder().decode(SECRET.substring("whsec_".length()));
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] expected =
          mac.doFinal((id + "." + timestamp + "." + new String(body, UTF_8)).getBytes(UTF_8));
      return Arrays.stream(headers.getFirst("webhook-signature").split(" "))
          .filter(each -> each.startsWith("v1,"))
          .map(each -> Base64.getDecoder().decode(each.substring(3)))
          .anyMatch(each -> MessageDigest.isEqual(each, expected));
    } catch (java.security.GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
