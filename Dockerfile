# The streamweir command, from the jars that Maven has built: run `./streamweir --version` or `mvn package` first.
# Jars run on every architecture that the base image has, amd64 and arm64 among them.
ARG JRE=eclipse-temurin:25-jre-alpine
FROM ${JRE}

# Where the launcher looks for them. Libraries change less often than the command.
COPY pipeline-cli/target/lib /opt/streamweir/pipeline-cli/target/lib
COPY pipeline-cli/target/pipeline-cli.jar /opt/streamweir/pipeline-cli/target/
COPY streamweir /opt/streamweir/

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
