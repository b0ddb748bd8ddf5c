package io.streamweir.chaos.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How many entries a process's handlers began and ended, by stage, and what its clock showed then,
 * in a mapped file: the numbers outlive a SIGKILL, and counting costs no system call. Thread-safe.
 */
public final class RunLog {
  /** The stages, in the order of their places in the file. */
  public enum StageName {
    /** The first stage. */
    SPLIT(0),
    /** The second stage. */
    WORK(1),
    /** The last stage. */
    TOTAL(2),
    /** The branch. */
    SIDE(3),
    /** The stage of slow and deadly jobs. */
    DANGER(4),
    /** The split of jobs that are gathered. */
    SCATTER(5),
    /** Their parts. */
    PART(6),
    /** Their gather. */
    JOIN(7),
    /** The stage that keeps the order of keys. */
    LINE(8),
    /** What follows it. */
    AFTER(9),
    /** The stage that takes what windows have gathered. */
    TELL(10);

    private final int place;

    StageName(int place) {
      this.place = place;
    }
  }

  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int CLOCK = 2 * Long.BYTES * StageName.values().length;
  private static final int BYTES = CLOCK + Long.BYTES;

  private final ByteBuffer places;

  private RunLog(ByteBuffer places) {
    this.places = places;
  }

  /** Maps the file, which is made where it is missing; null counts for nobody. */
  public static RunLog open(@Nullable Path file) {
    if (file == null) {
      return new RunLog(ByteBuffer.allocateDirect(BYTES));
    }
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new RunLog(channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot map " + file, e);
    }
  }

  void begin(StageName stage, int entries) {
    LONGS.getAndAdd(places, place(stage), (long) entries);
    LONGS.setVolatile(places, CLOCK, System.currentTimeMillis());
  }

  void end(StageName stage, int entries) {
    LONGS.getAndAdd(places, place(stage) + Long.BYTES, (long) entries);
  }

  /** How many entries the stage's handler was called for. */
  public long begun(StageName stage) {
    return (long) LONGS.getVolatile(places, place(stage));
  }

  /** How many of them it is at, or was when the process died. */
  public long running(StageName stage) {
    return begun(stage) - (long) LONGS.getVolatile(places, place(stage) + Long.BYTES);
  }

  /** What the process took for the time when a handler last began. */
  public Instant clock() {
    return Instant.ofEpochMilli((long) LONGS.getVolatile(places, CLOCK));
  }

  private static int place(StageName stage) {
    return 2 * Long.BYTES * stage.place;
  }
}
