/**
 * The shipped pipeline {@code webhook}: an event is signed, delivered to its target by an HTTP
 * POST, and tried again for days where the target fails. Order and rate are kept per target.
 *
 * <p>Start at {@link io.streamweir.stages.webhook.WebhookPipeline}, then {@link
 * io.streamweir.stages.webhook.WebhookSettings}; one delivery is followed in {@code Deliver}. No
 * package comes next.
 */
@NullMarked
package io.streamweir.stages.webhook;

import org.jspecify.annotations.NullMarked;
