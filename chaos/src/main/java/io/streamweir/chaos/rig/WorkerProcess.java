package io.streamweir.chaos.rig;

import io.streamweir.chaos.program.ChaosPipeline;
import io.streamweir.chaos.program.EchoPipeline;
import io.streamweir.chaos.program.RunLog;
import io.streamweir.chaos.program.Settings;
import io.streamweir.chaos.site.Site;
import io.streamweir.cli.Main;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.TcpProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A worker that the command runs in a process of its own, behind a proxy of its own. Thread-safe.
 */
public final class WorkerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  private final String name;
  private final ChildJvm jvm;
  private final Site.Way way;
  private final RunLog runs;

  private WorkerProcess(String name, ChildJvm jvm, Site.Way way, RunLog runs) {
    this.name = name;
    this.jvm = jvm;
    this.way = way;
    this.runs = runs;
  }

  /**
   * How a worker is started.
   *
   * @param settings what the program is told
   * @param lease of the worker
   * @param environment variables of the process, such as {@code LD_PRELOAD}
   * @param program its main class; the command unless it is said otherwise
   * @param runThrough whether its entries run through stages
   */
  public record Launch(
      Settings settings,
      Duration lease,
      Map<String, String> environment,
      Class<?> program,
      boolean runThrough) {
    /** The command, started without further variables. */
    Launch(Settings settings, Duration lease) {
      this(settings, lease, Map.of(), Main.class, true);
    }

    /** The same whose entries run through stages, or through none. */
    Launch running(boolean through) {
      return new Launch(settings, lease, environment, program, through);
    }

    /** The same with another program, which takes the same arguments. */
    public Launch with(Class<?> program) {
      return new Launch(settings, lease, environment, program, runThrough);
    }

    /** The same told other settings. */
    public Launch with(Settings settings) {
      return new Launch(settings, lease, environment, program, runThrough);
    }

    /** The same with these variables. */
    public Launch with(Map<String, String> environment) {
      return new Launch(settings, lease, environment, program, runThrough);
    }
  }

  static WorkerProcess start(String name, Launch launch, Site.Way way, Path runs) {
    List<String> options = new ArrayList<>(launch.settings().withRuns(runs).jvmOptions());
    options.add("-XX:+UseSerialGC");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "worker",
                "--pipeline",
                ChaosPipeline.NAME,
                "--pipeline",
                EchoPipeline.NAME,
                "--name",
                name,
                "--lease",
                launch.lease().toMillis() + "ms",
                "--redis",
                way.uri(),
                "--namespace",
                Field.NAMESPACE));
    if (!launch.runThrough()) {
      arguments.add("--no-run-through");
    }
    ChildJvm jvm =
        ChildJvm.start(
            options, launch.environment(), launch.program(), arguments.toArray(String[]::new));
    return new WorkerProcess(name, jvm, way, RunLog.open(runs));
  }

  /** Waits until it works. */
  public WorkerProcess awaitReady() {
    jvm.awaitOutput("is ready", START);
    return this;
  }

  /** The consumer's name in the groups. */
  public String name() {
    return name;
  }

  /** The process. */
  public ChildJvm jvm() {
    return jvm;
  }

  /**
   * The proxy through which it reaches the server.
   *
   * @throws IllegalStateException where it has none, as with clusters
   */
  public TcpProxy proxy() {
    TcpProxy proxy = way.proxy();
    if (proxy == null) {
      throw new IllegalStateException(name + " reaches its servers without a proxy");
    }
    return proxy;
  }

  /** How often its handlers have run. */
  public RunLog runs() {
    return runs;
  }

  /** What it has said so far. */
  public String output() {
    return jvm.output();
  }

  /** SIGKILL; its connections end with it. */
  public void kill() {
    if (way.proxy() != null) {
      way.proxy().cut(); // what the proxy still holds of a dead worker must not arrive later
    }
    jvm.kill();
  }

  @Override
  public void close() {
    jvm.close();
    way.close();
  }
}
