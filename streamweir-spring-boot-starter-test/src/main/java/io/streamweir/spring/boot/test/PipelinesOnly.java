package io.streamweir.spring.boot.test;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.spring.boot.job.JobHandler;
import io.streamweir.spring.boot.job.JobSchedule;
import java.io.IOException;
import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/** Takes of the scanned classes those that define pipelines, handlers or schedules. */
final class PipelinesOnly extends StandardAnnotationCustomizableTypeExcludeFilter<StreamweirTest> {
  PipelinesOnly(Class<?> test) {
    super(test);
  }

  @Override
  protected boolean defaultInclude(MetadataReader type, MetadataReaderFactory types)
      throws IOException {
    AnnotationMetadata found = type.getAnnotationMetadata();
    return super.defaultInclude(type, types)
        || found.hasAnnotatedMethods(JobHandler.class.getName())
        || found.hasAnnotatedMethods(JobSchedule.class.getName())
        || found.getAnnotatedMethods(Bean.class.getName()).stream()
            .anyMatch(method -> method.getReturnTypeName().equals(Pipeline.class.getName()));
  }
}
