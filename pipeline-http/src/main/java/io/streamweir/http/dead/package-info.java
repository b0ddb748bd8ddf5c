/** The routes of dead letters. Begin with {@link io.streamweir.http.dead.DeadRoutes}. */
@NullMarked
package io.streamweir.http.dead;

import org.jspecify.annotations.NullMarked;
