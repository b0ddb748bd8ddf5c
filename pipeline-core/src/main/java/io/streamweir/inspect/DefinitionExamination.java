package io.streamweir.inspect;

import io.streamweir.internal.entry.PipelineMeta;

/** Whether this program defines the pipeline as all others do. */
final class DefinitionExamination implements Examination {
  @Override
  public void examine(Subject subject, Findings findings) {
    try {
      PipelineMeta.check(subject.link(), subject.pipeline());
      findings.healthy("definition of '" + subject.pipeline().name() + "' agrees with Redis");
    } catch (PipelineMeta.MismatchException e) {
      findings.wrong(String.valueOf(e.getMessage()), "deploy the same definition everywhere");
    }
  }
}
