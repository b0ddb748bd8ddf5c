package io.streamweir;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.Pipeline;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What programs on the module path see of the engine. */
class ModuleIT {
  @Test
  void exportsThePublicPackagesAlone() throws URISyntaxException {
    Path engine =
        Path.of(Pipeline.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    ModuleDescriptor module =
        ModuleFinder.of(engine).find("io.streamweir").orElseThrow().descriptor();
    assertThat(module.exports())
        .extracting(ModuleDescriptor.Exports::source)
        .containsExactlyInAnyOrder(
            "io.streamweir.client",
            "io.streamweir.codec",
            "io.streamweir.inspect",
            "io.streamweir.listener",
            "io.streamweir.metrics",
            "io.streamweir.payload",
            "io.streamweir.pipeline",
            "io.streamweir.redis",
            "io.streamweir.worker");
  }
}
