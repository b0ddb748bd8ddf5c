package io.streamweir.stages.manifest;

import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The root of a Merkle tree over a file's ranges, built leaf by leaf: the Merkle tree hash of RFC
 * 6962, section 2.1, with SHA-256. A leaf is the hash of a zero byte and the range; a node is the
 * hash of a one byte, its left and its right child; the left child of a node over n leaves holds
 * the largest power of two of them that is smaller than n; the root of no leaf is the hash of
 * nothing. Not thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6962#section-2.1">RFC 6962, 2.1</a>
 */
final class Merkle {
  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  /** Roots of full trees, the largest first; their sizes are the bits of the number of leaves. */
  private final Deque<byte[]> full = new ArrayDeque<>();

  private long leaves;

  /** A digest that has taken what comes before a leaf's range. */
  static MessageDigest leaf() {
    MessageDigest digest = Sha256.digest();
    digest.update(LEAF);
    return digest;
  }

  /** Adds the hash of the next range. */
  void add(byte[] leaf) {
    byte[] tree = leaf;
    for (long rest = leaves; (rest & 1) == 1; rest >>= 1) {
      tree = node(full.removeLast(), tree);
    }
    full.addLast(tree);
    leaves++;
  }

  /** How many leaves it has. */
  long leaves() {
    return leaves;
  }

  /** The root over all leaves so far. */
  byte[] root() {
    if (full.isEmpty()) {
      return Sha256.digest().digest();
    }
    byte[] root = full.getLast();
    var smallestFirst = full.descendingIterator();
    smallestFirst.next();
    while (smallestFirst.hasNext()) {
      root = node(smallestFirst.next(), root);
    }
    return root;
  }

  private static byte[] node(byte[] left, byte[] right) {
    MessageDigest digest = Sha256.digest();
    digest.update(NODE);
    digest.update(left);
    return digest.digest(right);
  }
}
