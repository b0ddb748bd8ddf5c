package io.streamweir.internal.feature.schedule;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A schedule as it was in Redis when it was read. Immutable. */
public final class StoredSchedule {
  private final byte[] bytes;
  private final @Nullable Instant due;
  private final boolean paused;

  StoredSchedule(byte[] bytes, long score) {
    this.bytes = bytes;
    this.due = score == 0 ? null : Instant.ofEpochMilli(Math.abs(score));
    this.paused = score < 0;
  }

  /**
   * What it says.
   *
   * @throws IllegalArgumentException where it says nothing sensible
   */
  public ScheduleDefinition definition() {
    return ScheduleDefinition.parse(bytes);
  }

  /** What it says; nothing where that is not sensible. */
  public Optional<ScheduleDefinition> readable() {
    try {
      return Optional.of(definition());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** When it fires next, or would if it were not paused; null where that was not read. */
  public @Nullable Instant due() {
    return due;
  }

  /** Whether it is kept without being fired. */
  public boolean paused() {
    return paused;
  }

  byte[] bytes() {
    return bytes;
  }

  /** By which scripts know that a definition is the one that was looked at. */
  String digest() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
