/**
 * Looks for properties that mean nothing. Begin with {@link
 * io.streamweir.spring.boot.key.KeyCheck}.
 */
@NullMarked
package io.streamweir.spring.boot.key;

import org.jspecify.annotations.NullMarked;
