/**
 * What operators have changed through the API: each change is written, and can be looked at. Begin
 * with {@link io.streamweir.http.audit.AuditTrail}.
 */
@NullMarked
package io.streamweir.http.audit;

import org.jspecify.annotations.NullMarked;
