package io.streamweir.chaos.site;

import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.streamweir.testkit.SentinelGroup;
import java.util.List;

/** A master, its replica, and sentinels that choose between them. Thread-safe. */
public final class SentinelSite implements Site {
  private final SentinelGroup group;
  private final AdminClient admin;

  private SentinelSite(SentinelGroup group) {
    this.group = group;
    this.admin = AdminClient.of(group.uri());
  }

  static Site start(List<String> options) {
    return new SentinelSite(SentinelGroup.start(options.toArray(String[]::new)));
  }

  /** The servers and their sentinels. */
  public SentinelGroup group() {
    return group;
  }

  @Override
  public String uri() {
    return group.uri();
  }

  @Override
  public Way way() {
    return new Way(group.uri(), null);
  }

  @Override
  public RedisClusterCommands<String, String> redis() {
    return admin.redis();
  }

  @Override
  public Look look() {
    return admin.look();
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
