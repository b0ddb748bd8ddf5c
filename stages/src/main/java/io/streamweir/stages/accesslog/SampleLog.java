package io.streamweir.stages.accesslog;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;

/**
 * Makes up an access log that looks like a real one: few paths and hosts make most requests, people
 * and bots, now and then a burst, an outage, an attack, an odd request, a line without referer and
 * agent, and about one line in 200 that is malformed. It covers a night in which clocks go forward,
 * so that the offset from UTC changes.
 *
 * <p>The same seed and number of lines make the same text on every machine: {@link Random}'s
 * sequence is specified, and nothing else is chosen by chance.
 */
public final class SampleLog {
  /** The seed of the sample that the demo shows. */
  public static final long DEFAULT_SEED = 20_260_328;

  /** How many lines the demo shows. */
  public static final int DEFAULT_LINES = 20_000;

  private static final Instant START = Instant.parse("2026-03-28T20:00:00Z");
  private static final Instant CLOCKS_GO_FORWARD = Instant.parse("2026-03-29T01:00:00Z");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ENGLISH);

  private final Random random;
  private Instant now = START;
  private int burst;
  private int outage;

  private SampleLog(long seed) {
    this.random = new Random(seed);
  }

  /**
   * Writes so many lines, each ended by a line feed.
   *
   * @throws IOException where {@code out} throws it
   */
  public static void write(long seed, int lines, Appendable out) throws IOException {
    SampleLog log = new SampleLog(seed);
    for (int i = 0; i < lines; i++) {
      out.append(log.line()).append('\n');
    }
  }

  private String line() {
    passTime();
    int kind = random.nextInt(1000);
    if (kind < 5) {
      return malformed(visit());
    }
    if (kind < 12) {
      return attack();
    }
    return kind < 16 ? oddRequest() : visit();
  }

  /** About 10 h for 20,000 lines. A burst comes ten times as fast; an outage lasts for 60 lines. */
  private void passTime() {
    if (burst == 0 && random.nextInt(2000) == 0) {
      burst = 300;
    }
    if (outage == 0 && random.nextInt(6000) == 0) {
      outage = 60;
    }
    burst = Math.max(0, burst - 1);
    outage = Math.max(0, outage - 1);
    now = now.plusMillis(random.nextInt(burst > 0 ? 400 : 4000));
  }

  private String visit() {
    String path = SampleTraffic.PATHS.pick(random);
    String query = random.nextInt(16) == 0 ? SampleTraffic.QUERIES.pick(random) : "";
    String method = SampleTraffic.METHODS.pick(random);
    String protocol = random.nextInt(10) == 0 ? " HTTP/1.0" : " HTTP/1.1";
    Weighted statuses = outage > 0 ? SampleTraffic.OUTAGE_STATUSES : SampleTraffic.STATUSES;
    return entry(method + " " + path + query + protocol, statuses.pick(random), agent());
  }

  private String attack() {
    String target = SampleTraffic.ATTACKS.pick(random);
    String status = SampleTraffic.ATTACK_STATUSES.pick(random);
    return entry("GET " + target + " HTTP/1.1", status, agent());
  }

  private String oddRequest() {
    String request = SampleTraffic.ODD_REQUESTS.pick(random);
    boolean good = request.endsWith("HTTP/1.1") && request.startsWith("GET");
    return entry(request, good ? "200" : request.equals("-") ? "408" : "400", agent());
  }

  private String entry(String request, String status, String agent) {
    String user = random.nextInt(50) == 0 ? "alice" : "-";
    String head = SampleTraffic.HOSTS.pick(random) + " - " + user + " [" + time() + "] \"";
    String common = head + request + "\" " + status + " " + bytes(status);
    return random.nextInt(40) == 0
        ? common
        : common + " \"" + SampleTraffic.REFERERS.pick(random) + "\" \"" + agent + "\"";
  }

  private String time() {
    int hours = now.isBefore(CLOCKS_GO_FORWARD) ? 1 : 2;
    return TIME.format(now.atOffset(ZoneOffset.ofHours(hours)));
  }

  private String bytes(String status) {
    if (status.equals("304") || status.equals("204")) {
      return "-";
    }
    int most = status.startsWith("2") ? (random.nextInt(20) == 0 ? 2_000_000 : 60_000) : 700;
    return String.valueOf(random.nextInt(most));
  }

  private String agent() {
    return (random.nextInt(4) == 0 ? SampleTraffic.BOTS : SampleTraffic.PEOPLE).pick(random);
  }

  private String malformed(String line) {
    return switch (random.nextInt(8)) {
      case 0 -> line.substring(0, 1 + random.nextInt(line.indexOf(']') - 1));
      case 1 -> line.replace("] \"", "]  \"");
      case 2 -> line.replace("/Mar/", "/Mrz/");
      case 3 -> line.replace("\" ", "\" - ");
      case 4 -> line + " trailing";
      case 5 -> line.replace(" [", " ");
      case 6 -> line.substring(0, line.indexOf('"') + 5);
      default -> "<html><body>It works!</body></html>";
    };
  }
}
