package io.streamweir.internal.feature.chain;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.Headers;
import io.streamweir.internal.lane.Decided;
import io.streamweir.internal.lane.DecisionRule;
import io.streamweir.internal.lane.OutputEncoder;
import io.streamweir.internal.settle.Effect;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.pipeline.StreamweirException;
import io.streamweir.pipeline.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An outcome submits its jobs to the pipelines that it names.
 *
 * @param stage which decides
 * @param targets what is known of the pipelines that the stage may name, by name
 */
record ChainRule(StageDefinition<?, ?> stage, Map<String, Target> targets, OutputEncoder encoder)
    implements DecisionRule {

  @Override
  public Decided apply(Entry entry, Decided decided) {
    List<Submission> submissions = decided.additions().submissions();
    if (submissions.isEmpty()) {
      return decided;
    }
    Map<String, String> trace = Headers.trace(entry.headers(), decided.headers());
    List<Effect> effects = new ArrayList<>(decided.effects());
    long bytes = 0;
    for (Submission submission : submissions) {
      check(submission);
      byte[] payload = encoder.encode(submission.job(), entry.payload());
      bytes += payload.length;
      encoder.checkTogether(bytes);
      ChainedJob job = ChainedJob.of(payload, trace, submission.options());
      effects.add(new SubmitJob(submission.pipeline(), job));
    }
    return decided.with(effects);
  }

  private void check(Submission submission) {
    String name = submission.pipeline();
    ChainTarget listed = stage.config().submitting().get(name);
    Target target = targets.get(name);
    if (listed == null || target == null) {
      throw wrong(name, ", which its withSubmitting does not list: " + listed());
    }
    if (!listed.input().isInstance(submission.job())) {
      String type = submission.job().getClass().getName();
      throw wrong(name, " a " + type + ", not the " + listed.input().getName() + " that it lists");
    }
    target.check(submission.job(), submission.options());
  }

  private List<String> listed() {
    return stage.config().submitting().keySet().stream().sorted().toList();
  }

  private StreamweirException wrong(String pipeline, String what) {
    return new StreamweirException(
        "stage '" + stage.name() + "' submits to pipeline '" + pipeline + "'" + what);
  }
}
