/**
 * The payloads of the access-log pipeline, generated from {@code src/main/avro/accesslog}; a line
 * becomes an event, the event is classified, and what someone should look at becomes a finding.
 *
 * <p>Start at {@link io.streamweir.schemas.accesslog.LogLine}. Generated code says nothing of null:
 * the schemas do.
 */
@NullUnmarked
package io.streamweir.schemas.accesslog;

import org.jspecify.annotations.NullUnmarked;
