package io.streamweir.stages.webhook;

import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.RateLimit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How webhooks are delivered. Immutable and thread-safe; {@link #defaults()} and the {@code with}
 * methods make others, {@link #ofEnvironment} reads those of the command.
 */
public final class WebhookSettings {
  /** What the names of all variables begin with. */
  static final String PREFIX = "STREAMWEIR_WEBHOOK_";

  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final WebhookSettings DEFAULTS = new WebhookSettings(new Draft());

  private final WebhookSecrets secrets;
  private final AddressRules rules;
  private final Duration connectTimeout;
  private final Duration timeout;
  private final int maxAttempts;
  private final Backoff backoff;
  private final Duration maxAge;
  private final FinalStatuses finalStatuses;
  private final Duration circuitOpen;
  private final boolean ordered;
  private final @Nullable RateLimit ratePerTarget;
  private final int concurrency;

  /** The components while they may change. */
  private static final class Draft {
    WebhookSecrets secrets = WebhookSecrets.none();
    AddressRules rules = AddressRules.allowing(List.of());
    Duration connectTimeout = Duration.ofSeconds(5);
    Duration timeout = Duration.ofSeconds(15);
    int maxAttempts = 13;
    Backoff backoff = new Backoff(Duration.ofSeconds(5), 4, Duration.ofHours(12), 0.2);
    Duration maxAge = Duration.ofDays(3);
    FinalStatuses finalStatuses = FinalStatuses.STANDARD;
    Duration circuitOpen = Duration.ofSeconds(10);
    boolean ordered = true;
    @Nullable RateLimit ratePerTarget;
    int concurrency = 32;

    Draft() {}

    Draft(WebhookSettings from) {
      this.secrets = from.secrets;
      this.rules = from.rules;
      this.connectTimeout = from.connectTimeout;
      this.timeout = from.timeout;
      this.maxAttempts = from.maxAttempts;
      this.backoff = from.backoff;
      this.maxAge = from.maxAge;
      this.finalStatuses = from.finalStatuses;
      this.circuitOpen = from.circuitOpen;
      this.ordered = from.ordered;
      this.ratePerTarget = from.ratePerTarget;
      this.concurrency = from.concurrency;
    }
  }

  private WebhookSettings(Draft draft) {
    this.secrets = draft.secrets;
    this.rules = draft.rules;
    this.connectTimeout = draft.connectTimeout;
    this.timeout = draft.timeout;
    this.maxAttempts = draft.maxAttempts;
    this.backoff = draft.backoff;
    this.maxAge = draft.maxAge;
    this.finalStatuses = draft.finalStatuses;
    this.circuitOpen = draft.circuitOpen;
    this.ordered = draft.ordered;
    this.ratePerTarget = draft.ratePerTarget;
    this.concurrency = draft.concurrency;
    require(within(connectTimeout), "connect timeout must be 100 ms to 1 min: " + connectTimeout);
    require(within(timeout), "timeout must be 100 ms to 1 min: " + timeout);
    require(maxAttempts >= 1, "attempts must be at least 1: " + maxAttempts);
    require(maxAge.toMillis() >= 1, "longest age must be at least 1 ms: " + maxAge);
    require(circuitOpen.toMillis() >= 10, "circuits must open for 10 ms or more: " + circuitOpen);
    require(
        concurrency >= 1 && concurrency <= 10_000,
        "concurrency must be 1 to 10000: " + concurrency);
  }

  private WebhookSettings with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new WebhookSettings(draft);
  }

  /** The defaults that each {@code with} method names; no secrets, so nothing can be signed. */
  public static WebhookSettings defaults() {
    return DEFAULTS;
  }

  /**
   * The defaults, changed by the variables {@code STREAMWEIR_WEBHOOK_…} that docs/webhook.md lists.
   *
   * @throws IllegalArgumentException where one makes no sense, naming it
   */
  public static WebhookSettings ofEnvironment(Map<String, String> environment) {
    WebhookSettings settings = DEFAULTS;
    for (EnvironmentSetting setting : EnvironmentSetting.values()) {
      settings = setting.apply(settings, environment.getOrDefault(PREFIX + setting.name(), ""));
    }
    return settings;
  }

  /** The same that finds its secrets there; by default there are none. */
  public WebhookSettings withSecrets(WebhookSecrets secrets) {
    return with(draft -> draft.secrets = secrets);
  }

  /**
   * The same that delivers to these, too, although they are not public: host names, addresses, and
   * blocks of addresses as {@code 10.1.0.0/16}. None by default.
   *
   * @throws IllegalArgumentException for what is none of these
   */
  public WebhookSettings withAllowed(List<String> allowed) {
    AddressRules rules = AddressRules.allowing(allowed);
    return with(draft -> draft.rules = rules);
  }

  /** The same with another bound on resolving a name, and on connecting; 5 s by default. */
  public WebhookSettings withConnectTimeout(Duration connectTimeout) {
    return with(draft -> draft.connectTimeout = connectTimeout);
  }

  /** The same with another bound on an attempt as a whole, 100 ms to 1 min; 15 s by default. */
  public WebhookSettings withTimeout(Duration timeout) {
    return with(draft -> draft.timeout = timeout);
  }

  /** The same with so many attempts, after which an event is a dead letter; 13 by default. */
  public WebhookSettings withMaxAttempts(int maxAttempts) {
    return with(draft -> draft.maxAttempts = maxAttempts);
  }

  /**
   * The same with other waits between attempts; 5 s, 20 s, 80 s and so on to 12 h by default, each
   * a fifth up or down.
   */
  public WebhookSettings withBackoff(Backoff backoff) {
    return with(draft -> draft.backoff = backoff);
  }

  /**
   * The same where an event that fails is a dead letter when its submit is so long ago; 3 days by
   * default. What is replayed may be of any age.
   */
  public WebhookSettings withMaxAge(Duration maxAge) {
    return with(draft -> draft.maxAge = maxAge);
  }

  /**
   * The same where an answer of one of these statuses makes an event a dead letter at once, as
   * {@code 300-399,410}, or {@code none}; {@code 410} by default, as the Standard Webhooks
   * specification says. After all others outside 200 to 299 the event is tried again.
   *
   * @throws IllegalArgumentException for what is no status, and for 200 to 299
   */
  public WebhookSettings withFinalStatuses(String statuses) {
    FinalStatuses parsed = FinalStatuses.parse(statuses);
    return with(draft -> draft.finalStatuses = parsed);
  }

  /**
   * The same that leaves a target which is away alone for so long at first, at least 10 ms; 10 s by
   * default, and twice as long with each probe in vain, to 5 min.
   */
  public WebhookSettings withCircuitOpen(Duration circuitOpen) {
    return with(draft -> draft.circuitOpen = circuitOpen);
  }

  /**
   * The same that keeps the order of a target's events, or not. By default it does: an event that
   * fails then holds up the later ones of its target until it is delivered or dead.
   */
  public WebhookSettings withOrdered(boolean ordered) {
    return with(draft -> draft.ordered = ordered);
  }

  /** The same with a bound on the attempts per target, over all workers; none by default. */
  public WebhookSettings withRatePerTarget(RateLimit ratePerTarget) {
    return with(draft -> draft.ratePerTarget = ratePerTarget);
  }

  /** The same where a worker delivers so many events at once, 1 to 10,000; 32 by default. */
  public WebhookSettings withConcurrency(int concurrency) {
    return with(draft -> draft.concurrency = concurrency);
  }

  WebhookSecrets secrets() {
    return secrets;
  }

  AddressRules rules() {
    return rules;
  }

  Duration connectTimeout() {
    return connectTimeout;
  }

  Duration timeout() {
    return timeout;
  }

  int maxAttempts() {
    return maxAttempts;
  }

  Backoff backoff() {
    return backoff;
  }

  Duration maxAge() {
    return maxAge;
  }

  FinalStatuses finalStatuses() {
    return finalStatuses;
  }

  Duration circuitOpen() {
    return circuitOpen;
  }

  boolean ordered() {
    return ordered;
  }

  @Nullable RateLimit ratePerTarget() {
    return ratePerTarget;
  }

  int concurrency() {
    return concurrency;
  }

  private static boolean within(Duration time) {
    return time.compareTo(SHORTEST) >= 0 && time.compareTo(LONGEST) <= 0;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
