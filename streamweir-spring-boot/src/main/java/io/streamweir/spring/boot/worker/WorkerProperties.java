package io.streamweir.spring.boot.worker;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the workers of all pipelines run.
 *
 * @param enabled Whether this instance works on pipelines; without, it only submits.
 * @param consumer Name of this instance's workers in the consumer groups; no other running instance
 *     may have it. Without it, the host's name, the process id and a random part.
 * @param stages Stages to work on, as stage or pipeline/stage; all where none is named.
 * @param lease How long an entry may stay unrenewed before other workers take it.
 * @param drainTimeout How long running handlers may go on when the application stops; to be below
 *     spring.lifecycle.timeout-per-shutdown-phase.
 * @param concurrency How many entries each lane handles at once, in all stages; 0 for what each
 *     stage says.
 * @param tapBound How many entries of an inbox a tap may keep from being trimmed.
 */
@ConfigurationProperties("streamweir.worker")
public record WorkerProperties(
    @DefaultValue("true") boolean enabled,
    @Nullable String consumer,
    @DefaultValue Set<String> stages,
    @DefaultValue("15s") Duration lease,
    @DefaultValue("25s") Duration drainTimeout,
    @DefaultValue("0") int concurrency,
    @DefaultValue("1000000") long tapBound) {}
