package io.streamweir.stages.manifest;

import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.RejectedException;
import io.streamweir.schemas.manifest.Directory;
import io.streamweir.schemas.manifest.Kind;
import io.streamweir.schemas.manifest.Listed;
import io.streamweir.schemas.manifest.Part;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a listing into parts: files that are no larger than a range some at a time, up to a range's
 * bytes in all; a larger file first in full, for its SHA-256, and then range by range, for the
 * leaves of its Merkle tree. Not thread-safe.
 */
final class PartPlan implements Iterator<Part> {
  private final Directory job;
  private final Iterator<Listed> listing;
  private @Nullable Listed readAhead;
  private @Nullable Listed large;
  private int nextRange;
  private int parts;

  PartPlan(Directory job, Iterator<Listed> listing) {
    this.job = job;
    this.listing = listing;
  }

  /** How many ranges a file has. */
  static long ranges(long size, long rangeBytes) {
    return size / rangeBytes + (size % rangeBytes == 0 ? 0 : 1);
  }

  @Override
  public boolean hasNext() {
    return large != null || readAhead != null || listing.hasNext();
  }

  /**
   * The next part.
   *
   * @throws RejectedException where there would be more parts than a split may have
   */
  @Override
  public Part next() {
    if (++parts > Parts.MOST) {
      throw new RejectedException(
          "the directory makes more than "
              + Parts.MOST
              + " parts; raise rangeBytes or filesPerPart, or submit its subdirectories one by"
              + " one");
    }
    if (large != null) {
      return range(large);
    }
    Listed first = take();
    if (isLarge(first)) {
      checkRanges(first);
      large = first;
      nextRange = 0;
      return part(List.of(first), null);
    }
    return part(withFollowers(first), null);
  }

  private Part range(Listed file) {
    Part part = part(List.of(file), nextRange++);
    if (nextRange == ranges(file.getSize(), job.getRangeBytes())) {
      large = null;
    }
    return part;
  }

  private void checkRanges(Listed file) {
    if (ranges(file.getSize(), job.getRangeBytes()) > Parts.MOST) {
      throw new RejectedException(
          "a file of "
              + file.getSize()
              + " bytes has more than "
              + Parts.MOST
              + " ranges; raise rangeBytes");
    }
  }

  private List<Listed> withFollowers(Listed first) {
    List<Listed> together = new ArrayList<>();
    together.add(first);
    long bytes = first.getSize();
    while (together.size() < job.getFilesPerPart()
        && bytes < job.getRangeBytes()
        && (readAhead != null || listing.hasNext())) {
      Listed next = take();
      if (isLarge(next)) {
        readAhead = next;
        break;
      }
      together.add(next);
      bytes = ManifestLines.sum(bytes, next.getSize());
    }
    return together;
  }

  private Listed take() {
    Listed next = readAhead == null ? listing.next() : readAhead;
    readAhead = null;
    return next;
  }

  private boolean isLarge(Listed listed) {
    return listed.getKind() == Kind.FILE && listed.getSize() > job.getRangeBytes();
  }

  private Part part(List<Listed> listed, @Nullable Integer range) {
    return new Part(job.getPath(), job.getRangeBytes(), range, listed);
  }
}
