package io.streamweir.internal.feature.schedule;

import io.streamweir.internal.entry.Headers;
import io.streamweir.internal.wire.Call;
import io.streamweir.pipeline.CronTiming;
import io.streamweir.pipeline.FixedInterval;
import io.streamweir.pipeline.MissedFires;
import io.streamweir.pipeline.Timing;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as Redis keeps it: one line of {@code name=value} pairs in the form of a URL query, a
 * line feed, then the payload of its jobs. Immutable by agreement: no code writes to the payload.
 */
public final class ScheduleDefinition {
  private final Timing timing;
  private final @Nullable String key;
  private final MissedFires missed;
  private final Origin origin;
  private final byte[] payload;

  /**
   * A definition.
   *
   * @param key which decides its partition; null for its name
   * @param payload of its jobs, in Avro's single-object encoding
   */
  public ScheduleDefinition(
      Timing timing, @Nullable String key, MissedFires missed, Origin origin, byte[] payload) {
    this.timing = timing;
    this.key = key;
    this.missed = missed;
    this.origin = origin;
    this.payload = payload;
  }

  /** Who defined a schedule, and so who may change it. */
  public enum Origin {
    /** The pipeline's code. */
    CODE,
    /** The pipeline's code once, but no longer. */
    RETIRED,
    /** A client, at run time. */
    CLIENT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The same with another origin. */
  public ScheduleDefinition withOrigin(Origin other) {
    return new ScheduleDefinition(timing, key, missed, other, payload);
  }

  /** When it fires. */
  public Timing timing() {
    return timing;
  }

  /** Which decides its partition; null for its name. */
  public @Nullable String key() {
    return key;
  }

  /** What becomes of missed fires. */
  public MissedFires missed() {
    return missed;
  }

  /** Who defined it. */
  public Origin origin() {
    return origin;
  }

  /** What its jobs carry, in Avro's single-object encoding. */
  public byte[] payload() {
    return payload;
  }

  /**
   * Reads a definition.
   *
   * @throws IllegalArgumentException where it is none, saying why
   */
  static ScheduleDefinition parse(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    if (end == bytes.length) {
      throw new IllegalArgumentException("the definition has no line feed");
    }
    Map<String, String> fields = Headers.decode(new String(bytes, 0, end, StandardCharsets.UTF_8));
    return new ScheduleDefinition(
        timing(fields),
        fields.get("key"),
        MissedFires.parse(fields.getOrDefault("missed", "once")),
        origin(fields.getOrDefault("origin", "client")),
        Arrays.copyOfRange(bytes, end + 1, bytes.length));
  }

  private static Timing timing(Map<String, String> fields) {
    String cron = fields.get("cron");
    try {
      return cron == null
          ? Timing.every(Duration.ofMillis(Long.parseLong(fields.getOrDefault("every", "none"))))
          : Timing.cron(cron, ZoneId.of(fields.getOrDefault("zone", "UTC")));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Origin origin(String text) {
    return Arrays.stream(Origin.values())
        .filter(origin -> origin.toString().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown origin " + text));
  }

  /** Equal bytes for equal definitions. */
  public byte[] bytes() {
    Map<String, String> fields = new LinkedHashMap<>();
    if (timing instanceof CronTiming cron) {
      fields.put("cron", cron.expression());
      fields.put("zone", cron.zone().getId());
    } else if (timing instanceof FixedInterval fixed) {
      fields.put("every", Long.toString(fixed.interval().toMillis()));
    }
    fields.put("missed", missed.toString());
    if (key != null) {
      fields.put("key", key);
    }
    fields.put("origin", origin.toString());
    byte[] line = Call.bytes(Objects.requireNonNull(Headers.encode(fields)));
    byte[] bytes = Arrays.copyOf(line, line.length + 1 + payload.length);
    bytes[line.length] = '\n';
    System.arraycopy(payload, 0, bytes, line.length + 1, payload.length);
    return bytes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ScheduleDefinition that && Arrays.equals(bytes(), that.bytes());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes());
  }
}
