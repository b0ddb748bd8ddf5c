package io.streamweir.spring.boot.event;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Events of Spring Modulith that become jobs.
 *
 * @param dedupeWindow For how long a publication that is submitted again is the same job.
 */
@ConfigurationProperties("streamweir.events")
public record EventProperties(@DefaultValue("7d") Duration dedupeWindow) {}
