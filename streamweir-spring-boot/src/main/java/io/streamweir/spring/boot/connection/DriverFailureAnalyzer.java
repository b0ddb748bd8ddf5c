package io.streamweir.spring.boot.connection;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which property of the build to set. */
final class DriverFailureAnalyzer extends AbstractFailureAnalyzer<UnsuitableDriverException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, UnsuitableDriverException cause) {
    return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
  }
}
