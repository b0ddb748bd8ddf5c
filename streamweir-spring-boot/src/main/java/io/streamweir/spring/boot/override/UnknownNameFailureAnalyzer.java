package io.streamweir.spring.boot.override;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Lists the names that there are. */
final class UnknownNameFailureAnalyzer extends AbstractFailureAnalyzer<UnknownNameException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, UnknownNameException cause) {
    String known =
        cause.known().isEmpty()
            ? "There are none."
            : "Known are: " + String.join(", ", cause.known()) + ".";
    return new FailureAnalysis(
        String.valueOf(cause.getMessage()),
        "Correct or remove " + cause.property() + ". " + known,
        cause);
  }
}
