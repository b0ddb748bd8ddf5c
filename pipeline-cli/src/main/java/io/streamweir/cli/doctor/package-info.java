/**
 * {@code doctor}: whether a pipeline on the live server is as it should be, and what to do where it
 * is not.
 *
 * <p>Start at {@link io.streamweir.cli.doctor.DoctorCommand}.
 */
@NullMarked
package io.streamweir.cli.doctor;

import org.jspecify.annotations.NullMarked;
