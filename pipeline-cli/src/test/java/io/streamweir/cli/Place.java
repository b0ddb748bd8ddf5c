package io.streamweir.cli;

import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import java.util.ArrayList;
import java.util.List;

/**
 * A server and namespace for the commands of a test.
 *
 * @param options what else every command is given, such as certificates
 */
public record Place(String uri, String namespace, List<String> options) {
  public Place(String uri, String namespace) {
    this(uri, namespace, List.of());
  }

  public static Place of(RedisSpace space) {
    return new Place(space.uri(), space.namespace());
  }

  /** Runs a command in this JVM. */
  public Run run(String... args) {
    return Run.of(here(args));
  }

  /** Runs a command in this JVM with these providers of pipelines. */
  public Run runWith(ClassLoader providers, String... args) {
    return Run.withProviders(providers, here(args));
  }

  /** Runs a command in this JVM with this standard input. */
  public Run runWithInput(String input, String... args) {
    return Run.withInput(input, here(args));
  }

  /** Starts a command in a process of its own. */
  public ChildJvm start(String... args) {
    return ChildJvm.start(Main.class, here(args));
  }

  private String[] here(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--redis", uri, "--namespace", namespace));
    all.addAll(options);
    return all.toArray(String[]::new);
  }
}
