package io.streamweir.chaos.rig;

import io.streamweir.chaos.oracle.Mix;
import io.streamweir.chaos.program.Settings;
import io.streamweir.client.Durability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run starts with.
 *
 * @param topology which servers there are
 * @param server options of the servers
 * @param workers how many
 * @param settings of the pipeline
 * @param lease of the workers
 * @param mix of the jobs
 * @param rate jobs per second
 * @param durability of the submits
 * @param numbered whether they are submitted as a numbered source
 */
public record Setup(
    Site.Topology topology,
    List<String> server,
    int workers,
    Settings settings,
    Duration lease,
    Mix mix,
    double rate,
    Durability durability,
    boolean numbered) {
  /** Two workers with a lease of 2 s, 1,000 jobs per second, no persistence. */
  public static Setup usual(long seed) {
    return new Setup(
        Site.Topology.SINGLE,
        List.of(),
        2,
        Settings.defaults(),
        Duration.ofSeconds(2),
        Mix.usual(seed),
        1_000,
        Durability.MEMORY,
        false);
  }

  /** The same with other servers. */
  public Setup withTopology(Site.Topology topology) {
    return new Setup(topology, server, workers, settings, lease, mix, rate, durability, numbered);
  }

  /** The same with more options of the server. */
  public Setup withServer(String... options) {
    List<String> all = new ArrayList<>(server);
    all.addAll(List.of(options));
    return new Setup(topology, all, workers, settings, lease, mix, rate, durability, numbered);
  }

  /** The same with so many workers. */
  public Setup withWorkers(int workers) {
    return new Setup(topology, server, workers, settings, lease, mix, rate, durability, numbered);
  }

  /** The same with another pipeline. */
  public Setup withSettings(Settings settings) {
    return new Setup(topology, server, workers, settings, lease, mix, rate, durability, numbered);
  }

  /** The same with another lease. */
  public Setup withLease(Duration lease) {
    return new Setup(topology, server, workers, settings, lease, mix, rate, durability, numbered);
  }

  /** The same with other jobs. */
  public Setup withMix(Mix mix) {
    return new Setup(topology, server, workers, settings, lease, mix, rate, durability, numbered);
  }

  /** The same with so many jobs per second. */
  public Setup withRate(double rate) {
    return new Setup(topology, server, workers, settings, lease, mix, rate, durability, numbered);
  }

  /** The same whose jobs are those of a numbered source. */
  public Setup asNumberedSource() {
    return new Setup(topology, server, workers, settings, lease, mix, rate, durability, true);
  }

  /** The same whose submits wait for replicas. */
  public Setup withDurability(Durability durability) {
    return new Setup(topology, server, workers, settings, lease, mix, rate, durability, numbered);
  }
}
