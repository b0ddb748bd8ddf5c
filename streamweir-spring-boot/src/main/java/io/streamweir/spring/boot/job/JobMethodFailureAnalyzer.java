package io.streamweir.spring.boot.job;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.util.StringUtils;

/** Says what to change in an annotated method. */
final class JobMethodFailureAnalyzer extends AbstractFailureAnalyzer<JobMethodException> {
  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, JobMethodException cause) {
    String description = StringUtils.capitalize(String.valueOf(cause.getMessage())) + ".";
    return new FailureAnalysis(description, cause.advice(), cause);
  }
}
