/**
 * What lies in Redis: keys, entries, headers and results, and how entries are appended and read.
 * Begin with {@link io.streamweir.internal.entry.Keys} and {@link
 * io.streamweir.internal.entry.Entry}; {@code internal.settle} says how an entry leaves its inbox.
 */
@NullMarked
package io.streamweir.internal.entry;

import org.jspecify.annotations.NullMarked;
