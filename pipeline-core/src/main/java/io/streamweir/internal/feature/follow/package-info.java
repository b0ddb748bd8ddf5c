/**
 * Followers: a named reader has a position of its own in a stream, which outlives it, and several
 * processes may share it. Taps and readers of the log of results are such. Begin with {@link
 * io.streamweir.internal.feature.follow.FollowLoop}.
 */
@NullMarked
package io.streamweir.internal.feature.follow;

import org.jspecify.annotations.NullMarked;
