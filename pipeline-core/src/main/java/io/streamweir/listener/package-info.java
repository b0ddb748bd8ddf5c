/**
 * What a worker tells about: entries read, handled and settled, and its lanes. Begin with {@link
 * io.streamweir.listener.WorkerListener}; {@code worker} tells it, {@code metrics} counts.
 */
@NullMarked
package io.streamweir.listener;

import org.jspecify.annotations.NullMarked;
