package io.streamweir.cli.pause;

import io.streamweir.cli.session.Session;
import io.streamweir.cli.text.PauseText;
import io.streamweir.http.view.PauseJson;
import io.streamweir.inspect.Pause;
import io.streamweir.inspect.Pauses;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code resume}: what was paused works again. */
@Command(
    name = "resume",
    description = {
      "Lets a paused stage, or a pipeline that was paused as a whole, work again.",
      "Stages that were paused by themselves stay so when the pipeline is resumed: resume each with"
          + " --stage. What is not paused is left as it is, and the command says so."
    })
public final class ResumeCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final PauseTarget target = new PauseTarget();

  @Option(names = "--json", description = "Print JSON")
  private boolean json;

  ResumeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return target.run(
        session,
        (pauses, audit) -> {
          Optional<Pause> ended = resume(pauses);
          ended.ifPresent(any -> audit.accept(target.change("resume")));
          return json ? json(ended, pauses.list()) : words(ended, pauses.list());
        });
  }

  private Optional<Pause> resume(Pauses pauses) {
    return target.stage().isEmpty() ? pauses.resume() : pauses.resume(target.stage());
  }

  private String words(Optional<Pause> ended, List<Pause> still) {
    String what =
        ended
            .map(pause -> "resumed " + target.words() + ", which was " + PauseText.of(pause))
            .orElse(
                target.words()
                    + " was not paused"
                    + (target.stage().isEmpty() ? " as a whole" : ""));
    String rest =
        still.stream()
            .filter(pause -> target.stage().isEmpty() || pause.whole())
            .map(pause -> pause.whole() ? "the whole pipeline" : "stage " + pause.stage())
            .collect(Collectors.joining(", "));
    return rest.isEmpty() ? what : what + "; still paused: " + rest;
  }

  private String json(Optional<Pause> ended, List<Pause> still) {
    var node = target.json().put("resumed", ended.isPresent());
    var rest = node.putArray("stillPaused");
    still.forEach(pause -> PauseJson.put(rest.addObject(), pause));
    return node.toString();
  }
}
