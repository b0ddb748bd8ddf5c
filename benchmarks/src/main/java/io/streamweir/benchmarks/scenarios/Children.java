package io.streamweir.benchmarks.scenarios;

import io.streamweir.benchmarks.measure.Child;
import io.streamweir.benchmarks.measure.Server;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The children of one contest, started together and ended together. */
final class Children implements AutoCloseable {
  private final Map<String, Child> children = new LinkedHashMap<>();

  Child start(Bench bench, String contestant, Server server) throws IOException {
    Child child = bench.child(contestant, server);
    Child before = children.put(contestant, child);
    if (before != null) {
      before.close();
    }
    return child;
  }

  @Override
  public void close() {
    children.values().forEach(Child::close);
  }
}
