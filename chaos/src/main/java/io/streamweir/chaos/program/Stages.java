package io.streamweir.chaos.program;

import io.streamweir.chaos.program.ItemForm.Piece;
import io.streamweir.chaos.program.RunLog.StageName;
import io.streamweir.chaos.records.Task;
import io.streamweir.pipeline.BatchStage;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.GatherStage;
import io.streamweir.pipeline.Gathered;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.SplitStage;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageContext;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.redis.RedisCallException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** The handlers. What they count, they count as part of their settlements. */
final class Stages<I> {
  /** The exit status of a worker that a job killed. */
  static final int HALTED = 97;

  private static final long REFUSED_PAUSE_MILLIS = 50;
  private static final int TELLS_EVERY = 8; // of so many jobs, one tells its progress

  private final ItemForm<I> form;
  private final Settings settings;
  private final RunLog runs;

  Stages(ItemForm<I> form, Settings settings) {
    this.form = form;
    this.settings = settings;
    this.runs = RunLog.open(settings.runs());
  }

  /** A handler that fails on purpose. */
  static final class IntendedException extends Exception {
    private static final long serialVersionUID = 1L;

    IntendedException(Piece piece, int attempt) {
      super("job " + piece.number() + " fails at attempt " + attempt, null, false, false);
    }
  }

  Stage<Task, I> split() {
    return counted(StageName.SPLIT, this::split);
  }

  Stage<I, I> work() {
    return counted(StageName.WORK, this::work);
  }

  Stage<I, I> total() {
    return counted(StageName.TOTAL, this::total);
  }

  Stage<I, I> line() {
    return counted(StageName.LINE, this::line);
  }

  Stage<I, I> after() {
    return counted(StageName.AFTER, this::after);
  }

  Stage<WindowSummary, I> tell() {
    return counted(StageName.TELL, this::tell);
  }

  SplitStage<I, I> scatter() {
    return (input, context) -> {
      runs.begin(StageName.SCATTER, 1);
      try {
        return scatter(input);
      } finally {
        runs.end(StageName.SCATTER, 1);
      }
    };
  }

  Stage<I, I> part() {
    return counted(StageName.PART, this::part);
  }

  GatherStage<I, I, I> join() {
    return (input, parts, context) -> {
      runs.begin(StageName.JOIN, 1);
      try {
        return join(input, parts);
      } finally {
        runs.end(StageName.JOIN, 1);
      }
    };
  }

  BatchStage<I, I> side() {
    return batch -> {
      runs.begin(StageName.SIDE, batch.size());
      try {
        return batch.stream().map(entry -> side(entry.input())).toList();
      } finally {
        runs.end(StageName.SIDE, batch.size());
      }
    };
  }

  Stage<I, I> danger() {
    return counted(StageName.DANGER, this::danger);
  }

  /** Counts the calls of a handler beside it. */
  private <T> Stage<T, I> counted(StageName stage, Stage<T, I> handler) {
    return (input, context) -> {
      runs.begin(stage, 1);
      try {
        return handler.handle(input, context);
      } finally {
        runs.end(stage, 1);
      }
    };
  }

  private Outcome<I> split(Task task, StageContext context) {
    if (task.getKind().equals(Answers.TICK)) {
      Outcome<I> end = Outcome.drop();
      return end.counting(Count.one("ticks", context.jobId()));
    }
    Kind kind = Kind.valueOf(task.getKind());
    I first = piece(task, kind, 0);
    return switch (kind) {
      case BRANCH ->
          counting(Outcome.forward(first).andRoute("side", piece(task, kind, 1)), "split", task);
      case FAN -> {
        Outcome.Forward<I> fan = Outcome.forward(first);
        for (int part = 1; part < Answers.FAN; part++) {
          fan = fan.and(piece(task, kind, part));
        }
        yield counting(fan, "split", task);
      }
      case ORDER -> counting(Outcome.route("line", first), "split", task);
      case SLOW, HALT -> counting(Outcome.route("danger", first), "split", task);
      default -> Outcome.forward(first); // with no counters, as most entries of real pipelines
    };
  }

  private I piece(Task task, Kind kind, int part) {
    long value = Answers.split(task.getValue(), part);
    return form.make().apply(new Piece(task.getNumber(), kind, part, value), "split");
  }

  private Outcome<I> counting(Outcome<I> outcome, String state, Task task) {
    return settings.counted()
        ? outcome.counting(Count.one(state, Answers.key(task.getNumber(), 0)))
        : outcome;
  }

  private Outcome<I> work(I input, StageContext context)
      throws IntendedException, InterruptedException {
    Piece piece = form.open().apply(input);
    if (piece.number() % TELLS_EVERY == 0) {
      context.progress(0.5, "half of job " + piece.number());
    }
    LockSupport.parkNanos(settings.workTime().toNanos());
    switch (piece.kind()) {
      case RETRY -> {
        return retried(piece, context);
      }
      case FAIL -> throw new IntendedException(piece, context.attempt());
      case REJECT -> {
        return one(Outcome.reject("as job " + piece.number() + " wants it"), "work", piece);
      }
      default -> {}
    }
    return worked(piece);
  }

  private Outcome<I> worked(Piece piece) {
    I worked = form.make().apply(piece.withValue(Answers.work(piece.value())), "work");
    return one(Outcome.forward(worked), "work", piece);
  }

  /**
   * Each attempt saves its number. The next one must find it, and tells if an earlier one did not.
   */
  private Outcome<I> retried(Piece piece, StageContext context)
      throws IntendedException, InterruptedException {
    int attempt = context.attempt();
    long saved = context.lastCheckpoint(Task.class).map(Task::getValue).orElse(0L);
    if (attempt < Answers.SUCCEEDS_AT) {
      long saves = Answers.saves(attempt, saved);
      save(context, new Task(piece.number(), piece.kind().name(), saves));
      throw new IntendedException(piece, attempt);
    }
    return Answers.wentBack(attempt, saved)
        ? worked(piece).counting(Count.one("sums", Answers.BACK))
        : worked(piece);
  }

  /** An inbox of a wrong type refuses a checkpoint, and the attempt is judged by what it saved. */
  private static void save(StageContext context, Task state) throws InterruptedException {
    while (true) {
      try {
        context.checkpoint(state);
        return;
      } catch (RedisCallException e) {
        Thread.sleep(REFUSED_PAUSE_MILLIS);
      }
    }
  }

  private Outcome<I> total(I input, StageContext context) {
    Piece piece = form.open().apply(input);
    Piece done = piece.withValue(Answers.total(piece.value()));
    Outcome<I> outcome =
        piece.kind() == Kind.GATHER ? Outcome.forward(form.make().apply(done, "total")) : end(done);
    return summed(one(outcome, "total", done), done)
        .windowing(Events.update(done.number(), done.value()));
  }

  private Outcome<I> line(I input, StageContext context) throws IntendedException {
    Piece piece = form.open().apply(input);
    if (context.attempt() < Answers.passesLineAt(piece.number())) {
      throw new IntendedException(piece, context.attempt());
    }
    return one(Outcome.forward(input), "line", piece);
  }

  private Outcome<I> after(I input, StageContext context) {
    Piece piece = form.open().apply(input);
    Piece done = piece.withValue(Answers.total(piece.value()));
    return summed(one(end(done), "after", done), done)
        .submitting(EchoPipeline.NAME, new Task(done.number(), done.kind().name(), done.value()));
  }

  private Outcome<I> tell(WindowSummary summary, StageContext context) {
    long pieces = summary.getCounts().getOrDefault(Events.PIECES, 0L);
    long values = summary.getSums().getOrDefault(Events.VALUES, 0L);
    Outcome<I> nothing = Outcome.drop();
    Outcome<I> outcome =
        nothing
            .counting(Count.one("sums", "summaries"))
            .counting(new Count("sums", "told", pieces))
            .counting(new Count("sums", "told-values", values));
    if (settings.counted()) {
      for (Map.Entry<String, Long> told : Events.told(summary).entrySet()) {
        String field = context.jobId() + "/" + told.getKey();
        outcome = outcome.counting(new Count("told", field, told.getValue()));
      }
    }
    return outcome;
  }

  private Parts<I> scatter(I input) {
    Piece piece = form.open().apply(input);
    return Parts.of(
        IntStream.range(0, Answers.PARTS)
            .mapToObj(part -> new Piece(piece.number(), piece.kind(), part, piece.value()))
            .map(part -> form.make().apply(part, "scatter")));
  }

  private Outcome<I> part(I input, StageContext context) throws IntendedException {
    Piece piece = form.open().apply(input);
    if (piece.part() % 2 == 1 && context.attempt() < Answers.ODD_PART_SUCCEEDS_AT) {
      throw new IntendedException(piece, context.attempt());
    }
    Piece done = piece.withValue(Answers.part(piece.value(), piece.part()));
    return one(Outcome.forward(form.make().apply(done, "part")), "part", done);
  }

  private Outcome<I> join(I input, Gathered<I> parts) {
    long sum = 0;
    int place = 0;
    for (I part : parts) {
      sum = Answers.joined(sum, form.open().apply(part).value(), place++);
    }
    Piece done = form.open().apply(input).withValue(sum);
    Piece joined = new Piece(done.number(), done.kind(), Answers.JOINED, sum);
    return summed(one(end(done), "join", joined), joined);
  }

  private Outcome<I> end(Piece done) {
    boolean told = settings.counted() || done.number() % Answers.RESULT_EVERY == 0;
    return done.part() == 0 && told
        ? Outcome.finish(form.make().apply(done, "total"))
        : Outcome.drop();
  }

  private Outcome<I> side(I input) {
    Piece piece = form.open().apply(input);
    return summed(one(Outcome.drop(), "side", piece), piece);
  }

  private Outcome<I> danger(I input, StageContext context) throws InterruptedException {
    Piece piece = form.open().apply(input);
    if (piece.kind() == Kind.HALT) {
      Runtime.getRuntime().halt(HALTED);
    }
    TimeUnit.NANOSECONDS.sleep(settings.slowTime().toNanos());
    Piece done = piece.withValue(Answers.total(piece.value()));
    return summed(one(end(done), "danger", done), done);
  }

  private Outcome<I> one(Outcome<I> outcome, String state, Piece piece) {
    return settings.counted() ? outcome.counting(Count.one(state, piece.key())) : outcome;
  }

  private Outcome<I> summed(Outcome<I> outcome, Piece piece) {
    return outcome
        .counting(Count.one("sums", "pieces"))
        .counting(new Count("sums", "values", piece.value()))
        .counting(new Count("sums", "marks", Answers.mark(piece.number(), piece.part())));
  }
}
