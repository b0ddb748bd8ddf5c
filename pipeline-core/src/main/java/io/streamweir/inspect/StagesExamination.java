package io.streamweir.inspect;

import io.streamweir.inspect.StageExamination.Report;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Answers;
import io.streamweir.pipeline.StageDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Each stage in each partition: the types of its keys, then everything that is read from them. */
final class StagesExamination implements Examination {
  private static final List<StageExamination> EACH =
      List.of(
          new ExhaustedStreamExamination(),
          new KeyedExamination(),
          new GroupExamination(),
          new WaitingExamination(),
          new PayloadExamination(),
          new PendingExamination(),
          new DeadLetterExamination(),
          new RetryExamination());

  /** Each may bring samples of entries, which are kept until it is its turn. */
  private static final int AT_ONCE = 32;

  /** A stage at one place, whose keys can be read. */
  private record Place(Keys keys, StageDefinition<?, ?> stage, Findings findings) {}

  @Override
  public void examine(Subject subject, Findings findings) {
    subject.learnTypes(keys(subject));
    List<Place> places = new ArrayList<>();
    List<Place> readable = new ArrayList<>();
    for (Keys keys : subject.levels()) {
      for (StageDefinition<?, ?> stage : subject.pipeline().stages()) {
        Place place = new Place(keys, stage, new Findings());
        places.add(place);
        if (sound(subject, keys, stage, place.findings)) {
          readable.add(place);
        }
      }
    }
    subject
        .link()
        .awaitEach(
            readable,
            AT_ONCE,
            place -> ask(new StagePlace(subject, place.keys, place.stage)),
            (place, reports) -> reports.forEach(report -> report.to(place.findings)));
    for (Place place : places) {
      if (place.findings.all().stream().allMatch(Doctor.Finding::healthy)) {
        place.findings.healthy("inbox " + place.keys.inbox(place.stage.name()));
      }
      findings.addAll(place.findings);
    }
  }

  private static CompletableFuture<List<Report>> ask(StagePlace place) {
    return Answers.all(EACH.stream().map(each -> each.ask(place)).toList());
  }

  /** The stages as `status` shows them; none where a key is not what it should be. */
  static List<StageStatus> status(Subject subject) {
    subject.learnTypes(keys(subject));
    Findings unsound = new Findings();
    subject.sound(subject.workers(), "zset", unsound);
    for (Keys keys : subject.levels()) {
      subject.pipeline().stages().forEach(stage -> sound(subject, keys, stage, unsound));
    }
    return unsound.isEmpty()
        ? new Inspector(subject.link(), subject.pipeline()).status()
        : List.of();
  }

  private static List<String> keys(Subject subject) {
    return subject.levels().stream()
        .flatMap(
            keys -> subject.pipeline().stages().stream().map(stage -> types(keys, stage).keySet()))
        .flatMap(Set::stream)
        .toList();
  }

  /** What each key of the stage should hold. */
  private static Map<String, String> types(Keys keys, StageDefinition<?, ?> stage) {
    String name = stage.name();
    Map<String, String> types = new LinkedHashMap<>();
    types.put(keys.inbox(name), "stream");
    types.put(keys.later(name), "zset");
    types.put(keys.dead(name), "stream");
    if (stage.config().keys().any()) {
      types.put(keys.owner(name), "hash");
      types.put(keys.blocked(name), "zset");
      types.put(keys.parked(name), "zset");
      types.put(keys.rates(name), "zset");
    }
    return types;
  }

  private static boolean sound(
      Subject subject, Keys keys, StageDefinition<?, ?> stage, Findings own) {
    types(keys, stage).forEach((key, type) -> subject.sound(key, type, own));
    return own.isEmpty();
  }
}
