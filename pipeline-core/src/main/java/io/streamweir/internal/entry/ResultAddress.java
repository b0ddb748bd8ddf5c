package io.streamweir.internal.entry;

import java.nio.charset.StandardCharsets;

/**
 * On which of a partition's channels the result of a job is published, so that clients hear few
 * results for which they do not wait. {@code ends.lua} computes the same.
 */
public final class ResultAddress {
  private static final int ALL_CHANNELS = 256;
  private static final int FACTOR = 31;
  private static final int BYTES = 4; // of the end of an id, where even times that follow differ

  private ResultAddress() {}

  /** How many channels each partition has: 256 for the pipeline, and one at least. */
  public static int channels(int partitions) {
    return Math.max(1, ALL_CHANNELS / partitions);
  }

  /** The address of the job, from 0, in a partition of so many channels. */
  public static String of(String jobId, int channels) {
    byte[] id = jobId.getBytes(StandardCharsets.UTF_8);
    int address = 0;
    for (int i = Math.max(0, id.length - BYTES); i < id.length; i++) {
      address = (address * FACTOR + (id[i] & 0xff)) % channels;
    }
    return Integer.toString(address);
  }
}
