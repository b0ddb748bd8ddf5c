package io.streamweir.cli;

import picocli.CommandLine.IVersionProvider;

/** Tells the versions of the command and of the JVM that runs it. */
final class VersionText implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {
      "streamweir "
          + (version == null ? "(development)" : version)
          + " on Java "
          + Runtime.version()
    };
  }
}
