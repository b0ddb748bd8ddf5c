package io.streamweir.spring.boot.worker;

import io.streamweir.internal.entry.PipelineMeta.MismatchException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do where Redis knows the pipeline otherwise. */
final class MismatchFailureAnalyzer extends AbstractFailureAnalyzer<MismatchException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, MismatchException cause) {
    return new FailureAnalysis(
        "This application defines a pipeline otherwise than Redis knows it: "
            + cause.getMessage()
            + ".",
        "Give the pipeline the definition that Redis knows, another name, or set"
            + " streamweir.namespace to another namespace.",
        cause);
  }
}
