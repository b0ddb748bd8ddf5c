/**
 * What operators have changed, in a bounded stream of the namespace. Begin with {@link
 * io.streamweir.internal.feature.audit.AuditStream}; programs use {@code inspect.Audit}.
 */
@NullMarked
package io.streamweir.internal.feature.audit;

import org.jspecify.annotations.NullMarked;
