package io.streamweir.spring.boot.connection;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A Lettuce that meets another Netty than it was built with lacks a class or a method. */
final class DriverLinkageFailureAnalyzer extends AbstractFailureAnalyzer<LinkageError> {
  @Override
  protected @Nullable FailureAnalysis analyze(Throwable root, LinkageError cause) {
    boolean ofTheDriver =
        ofTheDriver(String.valueOf(cause.getMessage()))
            || Arrays.stream(cause.getStackTrace())
                .limit(5)
                .anyMatch(frame -> ofTheDriver(frame.getClassName()));
    if (!ofTheDriver) {
      return null;
    }
    DriverVersions found = DriverVersions.ofClassPath();
    String netty = found.netty().values().stream().findFirst().orElse("of an unknown version");
    return new FailureAnalysis(
        "Lettuce "
            + found.lettuce()
            + " and Netty "
            + netty
            + " do not work together: "
            + cause
            + ".",
        "Set the properties lettuce.version and netty.version of your build to a pair that Spring"
            + " Boot manages: 7.5.2.RELEASE with 4.2.17.Final, or 6.8.2.RELEASE with 4.2.15.Final.",
        cause);
  }

  private static boolean ofTheDriver(String name) {
    String dotted = name.replace('/', '.');
    return dotted.contains("io.lettuce.") || dotted.contains("io.netty.");
  }
}
