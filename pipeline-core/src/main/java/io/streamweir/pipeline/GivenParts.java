package io.streamweir.pipeline;

import java.util.Iterator;
import java.util.List;

/** Results that a test of a gather's handler gives. */
record GivenParts<R>(List<R> results, List<FailedPart> failures) implements Gathered<R> {
  @Override
  public int total() {
    return results.size() + failures.size();
  }

  @Override
  public int failed() {
    return failures.size();
  }

  @Override
  public Iterator<R> iterator() {
    return results.iterator();
  }
}
