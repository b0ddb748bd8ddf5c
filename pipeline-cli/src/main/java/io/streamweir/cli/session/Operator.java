package io.streamweir.cli.session;

import io.streamweir.inspect.AuditedChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who runs the command, as pauses and the audit tell others. */
public final class Operator {
  private static final Path HOST = Path.of("/proc/sys/kernel/hostname");

  private Operator() {}

  /** User and machine; asks no name server, which may take long to answer. */
  public static String name() {
    String user = System.getProperty("user.name", "");
    try {
      String host = Files.readString(HOST).strip();
      String whole = host.isEmpty() ? user : user + "@" + host;
      return whole.codePoints().anyMatch(Character::isISOControl) ? "" : whole;
    } catch (IOException e) {
      return user;
    }
  }

  /** A change that this run of the command makes to the pipeline. */
  public static AuditedChange change(String action, String pipeline) {
    String name = name();
    return AuditedChange.of(name.isEmpty() ? "unknown" : name, action, pipeline);
  }
}
