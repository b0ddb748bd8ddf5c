package io.streamweir.chaos.rig;

import io.streamweir.chaos.oracle.Mix;
import io.streamweir.chaos.program.Settings;
import io.streamweir.chaos.site.Site;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

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
    boolean numbered) {
  /** The components while they may change. */
  private static final class Draft {
    Site.Topology topology = Site.Topology.SINGLE;
    List<String> server = List.of();
    int workers = 2;
    Settings settings = Settings.defaults();
    Duration lease = Duration.ofSeconds(2);
    Mix mix;
    double rate = 1_000;
    boolean numbered = false;

    Draft(Mix mix) {
      this.mix = mix;
    }

    Draft(Setup from) {
      this.topology = from.topology;
      this.server = from.server;
      this.workers = from.workers;
      this.settings = from.settings;
      this.lease = from.lease;
      this.mix = from.mix;
      this.rate = from.rate;
      this.numbered = from.numbered;
    }

    Setup make() {
      return new Setup(topology, server, workers, settings, lease, mix, rate, numbered);
    }
  }

  private Setup with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.make();
  }

  /** Two workers with a lease of 2 s, 1,000 jobs per second, no persistence. */
  public static Setup usual(long seed) {
    return new Draft(Mix.usual(seed)).make();
  }

  /** The same with other servers. */
  public Setup withTopology(Site.Topology topology) {
    return with(draft -> draft.topology = topology);
  }

  /** The same with more options of the server. */
  public Setup withServer(String... options) {
    List<String> all = new ArrayList<>(server);
    all.addAll(List.of(options));
    return with(draft -> draft.server = all);
  }

  /** The same with so many workers. */
  public Setup withWorkers(int workers) {
    return with(draft -> draft.workers = workers);
  }

  /** The same with another pipeline. */
  public Setup withSettings(Settings settings) {
    return with(draft -> draft.settings = settings);
  }

  /** The same with another lease. */
  public Setup withLease(Duration lease) {
    return with(draft -> draft.lease = lease);
  }

  /** The same with other jobs. */
  public Setup withMix(Mix mix) {
    return with(draft -> draft.mix = mix);
  }

  /** The same with so many jobs per second. */
  public Setup withRate(double rate) {
    return with(draft -> draft.rate = rate);
  }

  /** The same whose jobs are those of a numbered source. */
  public Setup asNumberedSource() {
    return with(draft -> draft.numbered = true);
  }
}
