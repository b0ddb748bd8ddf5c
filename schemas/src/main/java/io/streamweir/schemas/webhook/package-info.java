/**
 * The payloads of the webhook pipeline, generated from {@code src/main/avro/webhook}: the event
 * that is to be delivered, and the receipt of its delivery.
 *
 * <p>Start at {@link io.streamweir.schemas.webhook.WebhookEvent}. Generated code says nothing of
 * null: the schemas do.
 */
@NullUnmarked
package io.streamweir.schemas.webhook;

import org.jspecify.annotations.NullUnmarked;
