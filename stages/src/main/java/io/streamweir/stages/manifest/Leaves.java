package io.streamweir.stages.manifest;

import java.security.MessageDigest;

/** The Merkle tree of a file that is read from its beginning to its end. Not thread-safe. */
final class Leaves {
  private final long rangeBytes;
  private final Merkle tree = new Merkle();
  private MessageDigest leaf = Merkle.leaf();
  private long inLeaf;

  Leaves(long rangeBytes) {
    this.rangeBytes = rangeBytes;
  }

  /** Takes the first so many of these bytes. */
  void update(byte[] bytes, int length) {
    int from = 0;
    while (from < length) {
      int some = (int) Math.min(length - from, rangeBytes - inLeaf);
      leaf.update(bytes, from, some);
      from += some;
      inLeaf += some;
      if (inLeaf == rangeBytes) {
        end();
      }
    }
  }

  /** The root, when all bytes were taken. */
  byte[] root() {
    if (inLeaf > 0) {
      end();
    }
    return tree.root();
  }

  private void end() {
    tree.add(leaf.digest());
    leaf = Merkle.leaf();
    inLeaf = 0;
  }
}
