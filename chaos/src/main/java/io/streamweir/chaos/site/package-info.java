/**
 * The servers of a run: one, one whose clock can be set, a master and its replica, or a cluster.
 *
 * <p>Start at {@link io.streamweir.chaos.site.Site}. What runs against them is next, in {@code
 * io.streamweir.chaos.rig}.
 */
@NullMarked
package io.streamweir.chaos.site;

import org.jspecify.annotations.NullMarked;
