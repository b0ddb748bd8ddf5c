package io.streamweir.spring.boot.endpoint;

import io.streamweir.pipeline.Pipeline;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/** Names the version of the engine and the pipelines of the application. */
final class StreamweirInfoContributor implements InfoContributor {
  private final ObjectProvider<Pipeline<?>> pipelines;

  StreamweirInfoContributor(ObjectProvider<Pipeline<?>> pipelines) {
    this.pipelines = pipelines;
  }

  @Override
  public void contribute(Info.Builder info) {
    Map<String, Object> ours = new LinkedHashMap<>();
    String version = Pipeline.class.getPackage().getImplementationVersion();
    if (version != null) { // classes that are not in a jar have none
      ours.put("version", version);
    }
    Map<String, List<String>> stages = new LinkedHashMap<>();
    pipelines
        .orderedStream()
        .forEach(
            pipeline ->
                stages.put(
                    pipeline.name(),
                    pipeline.stages().stream().map(stage -> stage.name()).toList()));
    ours.put("pipelines", stages);
    info.withDetail("streamweir", ours);
  }
}
