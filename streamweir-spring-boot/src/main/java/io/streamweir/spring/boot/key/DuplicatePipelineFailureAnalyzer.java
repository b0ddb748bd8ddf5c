package io.streamweir.spring.boot.key;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do with two pipelines of one name. */
final class DuplicatePipelineFailureAnalyzer
    extends AbstractFailureAnalyzer<DuplicatePipelineException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, DuplicatePipelineException cause) {
    return new FailureAnalysis(
        String.valueOf(cause.getMessage()),
        "Give one of them another name in Pipeline.named, or remove one of the beans.",
        cause);
  }
}
