package io.streamweir.chaos.oracle;

import io.streamweir.chaos.oracle.Expected.Effect;
import io.streamweir.chaos.oracle.Expected.End;
import io.streamweir.chaos.program.Answers;
import io.streamweir.chaos.program.EchoPipeline;
import java.util.ArrayList;
import java.util.List;

/** Knows the answer of every job without having run one. */
public final class Oracle {
  private Oracle() {}

  /** What must come of this job. */
  public static Expected expect(JobPlan job) {
    return switch (job.kind()) {
      case PLAIN -> through(job, 1, 1);
      case FAN -> through(job, Answers.FAN, 1);
      case RETRY -> through(job, 1, Answers.SUCCEEDS_AT);
      case BRANCH -> branch(job);
      case FAIL ->
          dead(List.of(), attempts(Answers.ATTEMPTS), "work", "attempts", 1 + Answers.ATTEMPTS);
      case REJECT -> dead(List.of(plain("work", job, 0)), attempts(1), "work", "rejected", 2);
      case HALT ->
          dead(
              List.of(plain("split", job, 0)),
              List.of(arrival("split", 0, 1), arrival("danger", 0, 1)),
              "danger",
              "deliveries",
              1 + Answers.KILLS);
      case GATHER -> gather(job);
      case ORDER -> ordered(job);
      case SLOW -> slow(job);
    };
  }

  /** How an entry that appears in an inbox is called here. */
  public static String arrival(String stage, int part, int attempt) {
    return stage + "/" + part + "/" + attempt;
  }

  private static Expected through(JobPlan job, int parts, int attempts) {
    List<Effect> effects = new ArrayList<>();
    List<String> arrivals = new ArrayList<>();
    arrivals.add(arrival("split", 0, 1));
    if (parts > 1) {
      effects.add(plain("split", job, 0));
    }
    for (int part = 0; part < parts; part++) {
      for (int attempt = 1; attempt <= attempts; attempt++) {
        arrivals.add(arrival("work", part, attempt));
      }
      arrivals.add(arrival("total", part, 1));
      effects.add(plain("work", job, part));
      effects.add(gathered("total", job, part, answer(job, part)));
    }
    return new Expected(
        effects, arrivals, new End.Finished(answer(job, 0)), 1 + parts * (attempts + 1));
  }

  private static Expected branch(JobPlan job) {
    Expected way = through(job, 1, 1);
    List<Effect> effects = new ArrayList<>(way.effects());
    List<String> arrivals = new ArrayList<>(way.arrivals());
    effects.add(plain("split", job, 0));
    effects.add(ending("side", job, 1, Answers.split(job.value(), 1)));
    arrivals.add(arrival("side", 1, 1));
    return new Expected(effects, arrivals, way.end(), way.runs() + 1);
  }

  private static Expected ordered(JobPlan job) {
    long value = Answers.total(Answers.split(job.value(), 0));
    return new Expected(
        List.of(
            plain("split", job, 0),
            plain("line", job, 0),
            ending("after", job, 0, value),
            plain(EchoPipeline.STATE, job, 0)),
        List.of(arrival("split", 0, 1), arrival("after", 0, 1)),
        new End.Finished(value),
        2 + Answers.passesLineAt(job.number()));
  }

  private static Expected gather(JobPlan job) {
    Expected way = through(job, 1, 1);
    List<Effect> effects = new ArrayList<>(way.effects());
    List<String> arrivals = new ArrayList<>(way.arrivals());
    arrivals.add(arrival("scatter", 0, 1));
    long sum = 0;
    int runs = way.runs() + 2;
    for (int part = 0; part < Answers.PARTS; part++) {
      int attempts = part % 2 == 1 ? Answers.ODD_PART_SUCCEEDS_AT : 1;
      for (int attempt = 1; attempt <= attempts; attempt++) {
        arrivals.add(arrival("part", part, attempt));
      }
      runs += attempts;
      effects.add(plain("part", job, part));
      sum = Answers.joined(sum, Answers.part(answer(job, 0), part), part);
    }
    arrivals.add(arrival("join", 0, 1));
    effects.add(ending("join", job, Answers.JOINED, sum));
    return new Expected(effects, arrivals, new End.Finished(sum), runs);
  }

  private static Expected slow(JobPlan job) {
    long value = Answers.total(Answers.split(job.value(), 0));
    return new Expected(
        List.of(plain("split", job, 0), ending("danger", job, 0, value)),
        List.of(arrival("split", 0, 1), arrival("danger", 0, 1)),
        new End.Finished(value),
        2);
  }

  private static Expected dead(
      List<Effect> effects, List<String> arrivals, String stage, String reason, int runs) {
    return new Expected(effects, arrivals, new End.Dead(stage, reason), runs);
  }

  private static List<String> attempts(int attempts) {
    List<String> arrivals = new ArrayList<>();
    arrivals.add(arrival("split", 0, 1));
    for (int attempt = 1; attempt <= attempts; attempt++) {
      arrivals.add(arrival("work", 0, attempt));
    }
    return arrivals;
  }

  private static long answer(JobPlan job, int part) {
    return Answers.total(Answers.work(Answers.split(job.value(), part)));
  }

  private static Effect plain(String state, JobPlan job, int part) {
    return new Effect(state + "/" + Answers.key(job.number(), part), 0, 0, 0, false);
  }

  private static Effect ending(String state, JobPlan job, int part, long value) {
    return summed(state, job, part, value, false);
  }

  private static Effect gathered(String state, JobPlan job, int part, long value) {
    return summed(state, job, part, value, true);
  }

  private static Effect summed(String state, JobPlan job, int part, long value, boolean gathered) {
    String name = state + "/" + Answers.key(job.number(), part);
    return new Effect(name, 1, value, Answers.mark(job.number(), part), gathered);
  }
}
