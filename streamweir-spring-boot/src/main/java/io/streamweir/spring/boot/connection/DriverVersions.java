package io.streamweir.spring.boot.connection;

import io.lettuce.core.LettuceVersion;
import io.netty.util.Version;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which Lettuce and Netty an application has. Boot manages other ones than the engine is built
 * with, and what does not fit fails late and in ways that are hard to read.
 *
 * @param lettuce the version of Lettuce; empty where it is not known
 * @param netty the version of each of Netty's artifacts
 */
record DriverVersions(String lettuce, Map<String, String> netty) {
  private static final Pattern NUMBERS = Pattern.compile("^(\\d+)\\.(\\d+)");

  /** Those of the class path. */
  static DriverVersions ofClassPath() {
    String lettuce = LettuceVersion.getVersion();
    Map<String, String> netty = new TreeMap<>();
    Version.identify(DriverVersions.class.getClassLoader())
        .forEach((artifact, version) -> netty.put(artifact, version.artifactVersion()));
    return new DriverVersions(lettuce == null ? "" : lettuce, netty);
  }

  /**
   * Passes over versions that cannot be read.
   *
   * @throws UnsuitableDriverException where they cannot work
   */
  void check() {
    Matcher numbers = NUMBERS.matcher(lettuce);
    if (numbers.find()) {
      int major = Integer.parseInt(numbers.group(1));
      int minor = Integer.parseInt(numbers.group(2));
      if (major < 6 || (major == 6 && minor < 6)) {
        throw new UnsuitableDriverException(
            "Lettuce " + lettuce + " is on the class path, and Streamweir needs 6.6 or newer.",
            "Set the property lettuce.version of your build to 7.5.2.RELEASE or newer.");
      }
    }
    TreeSet<String> versions = new TreeSet<>(netty.values());
    if (versions.size() > 1) {
      throw new UnsuitableDriverException(
          "Netty's artifacts have different versions: " + netty + ".",
          "Set the property netty.version of your build to " + versions.last() + ".");
    }
  }
}
