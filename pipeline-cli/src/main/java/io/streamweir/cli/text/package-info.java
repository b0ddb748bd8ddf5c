/**
 * What commands print, made safe, short and even. {@link io.streamweir.cli.text.SafeText} escapes
 * what strangers wrote, {@link io.streamweir.cli.text.Secrets} hides passwords, {@link
 * io.streamweir.cli.text.Figures} shortens numbers and ages.
 *
 * <p>Start at {@link io.streamweir.cli.text.TextTable}. Next is {@code failure}, which says what
 * went wrong.
 */
@NullMarked
package io.streamweir.cli.text;

import org.jspecify.annotations.NullMarked;
