package io.streamweir.internal.feature.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.streamweir.internal.entry.Keys;
import io.streamweir.worker.Rig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the log of results holds, beside the results that are stored. */
public final class Ends {
  private Ends() {}

  /** The keys of the rig's partitions. */
  static List<Keys> partitions(Rig rig) {
    return Keys.partitions(rig.link, rig.pipeline.name(), rig.pipeline.partitions());
  }

  /** The bodies in the log of a partition, in order. */
  static List<String> logged(Rig rig, Keys keys) {
    return rig.redis.xrange(keys.ends(), Range.unbounded()).stream()
        .map(StreamMessage::getBody)
        .map(body -> body.get("p"))
        .toList();
  }

  /** The job of such a body. */
  static String jobOf(String body) {
    return body.replaceFirst("(?s)^job=([^&]+)&.*", "$1");
  }

  /** The results that are stored in a partition, by job. */
  static Map<String, String> stored(Rig rig, Keys keys) {
    Map<String, String> stored = new TreeMap<>();
    String prefix = keys.result("");
    rig.redis
        .keys("*:result:*")
        .forEach(
            key -> {
              if (key.startsWith(prefix)) {
                stored.put(key.substring(prefix.length()), rig.redis.get(key));
              }
            });
    return stored;
  }

  /** Each end that is stored is in the log once, and no other. */
  public static void expectTheSame(Rig rig, int jobs) {
    Map<String, String> logged = new TreeMap<>();
    for (Keys keys : partitions(rig)) {
      List<String> ends = logged(rig, keys);
      assertThat(ends.stream().map(Ends::jobOf)).doesNotHaveDuplicates();
      assertThat(ends).containsExactlyInAnyOrderElementsOf(stored(rig, keys).values());
      ends.forEach(end -> logged.put(jobOf(end), end));
    }
    assertThat(logged).hasSize(jobs);
  }
}
