/** What a process says of its own state. Begin with {@link io.streamweir.http.health.Health}. */
@NullMarked
package io.streamweir.http.health;

import org.jspecify.annotations.NullMarked;
