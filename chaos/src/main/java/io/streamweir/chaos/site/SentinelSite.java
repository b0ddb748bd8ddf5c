package io.streamweir.chaos.site;

import io.streamweir.testkit.SentinelGroup;
import java.util.List;

/** A master, its replica, and sentinels that choose between them. Thread-safe. */
public record SentinelSite(SentinelGroup group, AdminClient admin) implements Site {
  static Site start(List<String> options) {
    SentinelGroup group = SentinelGroup.start(options.toArray(String[]::new));
    return new SentinelSite(group, AdminClient.of(group.uri()));
  }

  @Override
  public String uri() {
    return group.uri();
  }

  @Override
  public String output() {
    return Site.outputOf(group.servers()) + Site.outputOf(group.sentinels());
  }

  @Override
  public void close() {
    admin.close();
    group.close();
  }
}
