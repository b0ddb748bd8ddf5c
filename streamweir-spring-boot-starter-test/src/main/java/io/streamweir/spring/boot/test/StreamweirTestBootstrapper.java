package io.streamweir.spring.boot.test;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/** Takes the properties of {@link StreamweirTest}. */
final class StreamweirTestBootstrapper extends TestSliceTestContextBootstrapper<StreamweirTest> {}
