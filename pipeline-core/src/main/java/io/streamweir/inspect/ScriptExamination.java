package io.streamweir.inspect;

import io.streamweir.internal.wire.ScriptProbe;
import io.streamweir.redis.RedisCallException;
import java.util.LinkedHashSet;
import java.util.Set;

/** Whether the servers run the scripts of workers and clients: newer ones may refuse some. */
final class ScriptExamination implements Examination {
  @Override
  public void examine(Subject subject, Findings findings) {
    ScriptProbe probe = new ScriptProbe(subject.link());
    Set<String> problems = new LinkedHashSet<>(); // partitions of one server say the same
    try {
      subject
          .link()
          .awaitEach(subject.partitions(), keys -> probe.problem(keys.probe(), keys.results()))
          .forEach(problem -> problem.ifPresent(problems::add));
    } catch (RedisCallException e) {
      if (!e.code().equals(RedisCallException.NOPERM)) {
        throw e;
      }
      findings.notice(
          "whether the server runs scripts was not tried: this user may not run one",
          "run doctor as the operator of docs/operations.md");
    }
    for (String problem : problems) {
      findings.wrong(
          "the server does not run what workers and clients send: " + problem,
          "use a server that docs/operations.md names, or a Streamweir that knows this one");
    }
  }
}
