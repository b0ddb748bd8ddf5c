/**
 * What there is to see of pipelines, as the JSON that routes answer and commands print: one shape,
 * one place. Begin with {@link io.streamweir.http.view.StatusJson}.
 */
@NullMarked
package io.streamweir.http.view;

import org.jspecify.annotations.NullMarked;
