package io.streamweir.benchmarks.contestants;

import java.util.Map;
import java.util.TreeMap;

/** All contestants by the name that a driver calls them. */
final class Contestants {
  private static final Map<String, Opener> ALL =
      new TreeMap<>(
          Map.of(
              "hop.bare", BareHop::new,
              "hop.streamweir", StreamweirHop::new,
              "hop.jedis", uri -> new JedisHop(uri, false),
              "hop.jedis-script", uri -> new JedisHop(uri, true),
              "hop.redisson", uri -> new RedissonHop(uri),
              "hop.spring", SpringHop::new));

  private Contestants() {}

  /** Makes a contestant that talks to the Redis of this URI. */
  @FunctionalInterface
  interface Opener {
    Contestant open(String uri) throws Exception;
  }

  static Contestant open(String name, String uri) throws Exception {
    Opener opener = ALL.get(name);
    if (opener == null) {
      throw new IllegalArgumentException("no contestant " + name + "; there are " + ALL.keySet());
    }
    return opener.open(uri);
  }
}
