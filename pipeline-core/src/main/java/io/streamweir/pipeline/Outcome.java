package io.streamweir.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a handler says of one entry. Whatever it says is carried out in the same atomic step that
 * acknowledges the entry, or not at all. Immutable and thread-safe.
 *
 * @param <O> the payload that the stage hands to the next one
 */
public sealed interface Outcome<O> {

  /** Hands one output to the next stage. */
  static <O> Forward<O> forward(O output) {
    return new Forward<>(List.of(Output.next(output)), List.of());
  }

  /** Hands every output to the next stage, in this order; none at all ends the entry silently. */
  static <O> Forward<O> forwardAll(List<? extends O> outputs) {
    return new Forward<>(outputs.stream().map(Output::next).toList(), List.of());
  }

  /** Hands one output to a named stage that the definition lists as a route. */
  static <O> Forward<O> route(String stage, Object output) {
    return new Forward<>(List.of(Output.to(stage, output)), List.of());
  }

  /** Ends the job with a result, which is stored and published. */
  static <O> Finish<O> finish(Object result) {
    return new Finish<>(Objects.requireNonNull(result, "result"), List.of());
  }

  /** Ends the job without a value; that it finished is stored and published. */
  static <O> Finish<O> finish() {
    return new Finish<>(null, List.of());
  }

  /**
   * Ends the entry silently: nothing is stored or published. The cheapest end, for jobs whose
   * result no client waits for.
   */
  static <O> Drop<O> drop() {
    return new Drop<>(List.of());
  }

  /** Tries the entry again after the delay. It counts as a failed attempt. */
  static <O> RetryLater<O> retryLater(Duration delay, String reason) {
    return new RetryLater<>(delay, reason, true, List.of());
  }

  /**
   * Puts the entry off without counting an attempt: for what is not the entry's fault and was not
   * tried, such as a call to a service that is known to be away. Attempts never end what is put
   * off, so a handler that puts off must end it, by {@link StageContext#submittedAt}.
   */
  static <O> RetryLater<O> postpone(Duration delay, String reason) {
    return new RetryLater<>(delay, reason, false, List.of());
  }

  /** Makes the entry a dead letter at once, for this reason. */
  static <O> Reject<O> reject(String reason) {
    return new Reject<>(Objects.requireNonNull(reason, "reason"), List.of());
  }

  /** The counters that change with the settlement. */
  List<Count> counts();

  /** The same outcome that changes these counters instead of those it had. */
  Outcome<O> counting(List<Count> counts);

  /** The same outcome that changes one more counter. */
  default Outcome<O> counting(Count count) {
    List<Count> all = new ArrayList<>(counts());
    all.add(count);
    return counting(all);
  }

  /** What the settlement does beside what becomes of the entry. */
  default Additions additions() {
    return Additions.NONE;
  }

  /** The same outcome with these additions in place of those it had; the rest stays. */
  default Outcome<O> adding(Additions additions) {
    return additions.isEmpty() ? this : new Extended<>(this, additions);
  }

  /** The outcome without its additions. */
  default Outcome<O> withoutAdditions() {
    return this;
  }

  /** What the settlement adds to windows. */
  default List<WindowUpdate> windows() {
    return additions().windows();
  }

  /** The jobs that the settlement submits to other pipelines. */
  default List<Submission> submissions() {
    return additions().submissions();
  }

  /** The same outcome that also adds one more event to a window. */
  default Outcome<O> windowing(WindowUpdate update) {
    return adding(additions().and(update));
  }

  /**
   * The same outcome that also submits a job to another pipeline. If an outcome has its entry tried
   * again, it submits with each attempt.
   *
   * @param pipeline its name, which the stage's {@link StageConfig#withSubmitting} must list
   */
  default Outcome<O> submitting(String pipeline, Object job) {
    return submitting(pipeline, job, ChainOptions.defaults());
  }

  /** The same, as these options say. */
  default Outcome<O> submitting(String pipeline, Object job, ChainOptions options) {
    return adding(additions().and(new Submission(pipeline, job, options)));
  }

  /** Calls the one method of the visitor that fits this outcome. */
  <R> R accept(Visitor<O, R> visitor);

  /** One method per kind of outcome. */
  interface Visitor<O, R> {
    /** The entry's outputs go on. */
    R forward(Forward<O> forward);

    /** The job ends. */
    R finish(Finish<O> finish);

    /** The entry ends silently. */
    R drop(Drop<O> drop);

    /** The entry waits for another attempt. */
    R retryLater(RetryLater<O> retry);

    /** The entry becomes a dead letter. */
    R reject(Reject<O> reject);
  }

  /**
   * One output and where it goes.
   *
   * @param stage the stage's name, or null for the next one
   * @param payload what it gets
   */
  record Output(@Nullable String stage, Object payload) {
    /** Checks that there is a payload. */
    public Output {
      Objects.requireNonNull(payload, "payload");
    }

    static Output next(Object payload) {
      return new Output(null, payload);
    }

    static Output to(String stage, Object payload) {
      return new Output(Objects.requireNonNull(stage, "stage"), payload);
    }
  }

  /** Outputs for the next stage and for routes, in order. */
  record Forward<O>(List<Output> outputs, List<Count> counts) implements Outcome<O> {
    /** Keeps copies. */
    public Forward {
      outputs = List.copyOf(outputs);
      counts = List.copyOf(counts);
    }

    /** The same with one more output for the next stage. */
    public Forward<O> and(O output) {
      return plus(Output.next(output));
    }

    /** The same with one more output for a named stage that the definition lists as a route. */
    public Forward<O> andRoute(String stage, Object output) {
      return plus(Output.to(stage, output));
    }

    private Forward<O> plus(Output output) {
      List<Output> all = new ArrayList<>(outputs);
      all.add(output);
      return new Forward<>(all, counts);
    }

    @Override
    public Forward<O> counting(List<Count> counts) {
      return new Forward<>(outputs, counts);
    }

    @Override
    public <R> R accept(Visitor<O, R> visitor) {
      return visitor.forward(this);
    }
  }

  /** The end of a job, with a result or with none. */
  record Finish<O>(@Nullable Object result, List<Count> counts) implements Outcome<O> {
    /** Keeps a copy. */
    public Finish {
      counts = List.copyOf(counts);
    }

    @Override
    public Finish<O> counting(List<Count> counts) {
      return new Finish<>(result, counts);
    }

    @Override
    public <R> R accept(Visitor<O, R> visitor) {
      return visitor.finish(this);
    }
  }

  /** The silent end of an entry. */
  record Drop<O>(List<Count> counts) implements Outcome<O> {
    /** Keeps a copy. */
    public Drop {
      counts = List.copyOf(counts);
    }

    @Override
    public Drop<O> counting(List<Count> counts) {
      return new Drop<>(counts);
    }

    @Override
    public <R> R accept(Visitor<O, R> visitor) {
      return visitor.drop(this);
    }
  }

  /**
   * Another attempt after a delay.
   *
   * @param delay zero or less means at once
   * @param reason becomes the error where this attempt was the last one
   * @param counted whether this was an attempt
   * @param counts the counters that change
   */
  record RetryLater<O>(Duration delay, String reason, boolean counted, List<Count> counts)
      implements Outcome<O> {
    /** Checks that the delay is at most 100 years, and keeps a copy. */
    public RetryLater {
      Horizon.check("delay", delay);
      Objects.requireNonNull(reason, "reason");
      counts = List.copyOf(counts);
    }

    @Override
    public RetryLater<O> counting(List<Count> counts) {
      return new RetryLater<>(delay, reason, counted, counts);
    }

    @Override
    public <R> R accept(Visitor<O, R> visitor) {
      return visitor.retryLater(this);
    }
  }

  /** A rejection with its reason. */
  record Reject<O>(String reason, List<Count> counts) implements Outcome<O> {
    /** Keeps a copy. */
    public Reject {
      counts = List.copyOf(counts);
    }

    @Override
    public Reject<O> counting(List<Count> counts) {
      return new Reject<>(reason, counts);
    }

    @Override
    public <R> R accept(Visitor<O, R> visitor) {
      return visitor.reject(this);
    }
  }

  /** Any outcome with additions; visitors meet what becomes of its entry. */
  record Extended<O>(Outcome<O> withoutAdditions, Additions additions) implements Outcome<O> {
    /** Keeps one layer of this kind. */
    public Extended {
      withoutAdditions = withoutAdditions.withoutAdditions();
    }

    @Override
    public Outcome<O> adding(Additions additions) {
      return withoutAdditions.adding(additions);
    }

    @Override
    public List<Count> counts() {
      return withoutAdditions.counts();
    }

    @Override
    public Extended<O> counting(List<Count> counts) {
      return new Extended<>(withoutAdditions.counting(counts), additions);
    }

    @Override
    public <R> R accept(Visitor<O, R> visitor) {
      return withoutAdditions.accept(visitor);
    }
  }
}
