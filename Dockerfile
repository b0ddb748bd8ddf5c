# The streamweir command, from a fresh clone: `docker build .` needs neither a JDK nor Maven on this machine.
ARG MAVEN=maven:3.9-eclipse-temurin-21
ARG JRE=eclipse-temurin:25-jre-alpine

# Jars run on every architecture, so they are built on this machine's, whichever the image is for.
FROM --platform=${BUILDPLATFORM:-linux/amd64} ${MAVEN} AS build
WORKDIR /source
COPY . .
# The profile leaves the embedded Redis servers out, and writes sbom.json: what the image is made of, as CycloneDX.
RUN mvn -B -ntp -q -Pimage -pl pipeline-cli -am package -Dmaven.test.skip=true -Dstreamweir.werror=-nowarn

FROM ${JRE}
LABEL org.opencontainers.image.title="Streamweir" \
  org.opencontainers.image.description="Multi-stage processing pipelines on Redis Streams" \
  org.opencontainers.image.licenses="Apache-2.0"

# Where the launcher looks for them. Libraries change less often than the command.
COPY --from=build /source/pipeline-cli/target/lib /opt/streamweir/pipeline-cli/target/lib
COPY --from=build /source/pipeline-cli/target/pipeline-cli.jar /source/pipeline-cli/target/sbom.json /opt/streamweir/pipeline-cli/target/
COPY streamweir LICENSE /opt/streamweir/

# Not root, and nobody whom the image knows.
USER 10001:10001

# Heap for the container's memory limit; the rest is for threads, buffers and the JVM itself.
ENV STREAMWEIR_JAVA_OPTS="-XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError"

# Metrics and health of worker and monitor. Commands without --metrics-port want `docker run --no-healthcheck`.
EXPOSE 9400
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD wget -q -O /dev/null http://127.0.0.1:9400/health/live

ENTRYPOINT ["/opt/streamweir/streamweir"]
CMD ["worker", "--metrics-host", "0.0.0.0", "--metrics-port", "9400"]
