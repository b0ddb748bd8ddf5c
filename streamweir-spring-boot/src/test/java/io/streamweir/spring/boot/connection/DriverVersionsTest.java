package io.streamweir.spring.boot.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalysis;

class DriverVersionsTest {
  private static final Map<String, String> NETTY = Map.of("netty-common", "4.2.15.Final");

  private static FailureAnalysis analysis(DriverVersions versions) {
    UnsuitableDriverException thrown =
        catchThrowableOfType(UnsuitableDriverException.class, versions::check);
    assertThat(thrown).isNotNull();
    FailureAnalysis analysis =
        new DriverFailureAnalyzer().analyze(new IllegalStateException("start", thrown));
    assertThat(analysis).isNotNull();
    return analysis;
  }

  @Test
  void areThoseOfTheClassPath() {
    DriverVersions found = DriverVersions.ofClassPath();
    assertThat(found.lettuce()).matches("\\d+\\.\\d+\\..*");
    assertThat(found.netty()).containsKeys("netty-common", "netty-handler");
    assertThatCode(found::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.6.0.RELEASE", "6.8.2.RELEASE", "7.5.2.RELEASE", "7.10.0", "", "dev"})
  void passWhereTheEngineWorksWithThem(String lettuce) {
    assertThatCode(() -> new DriverVersions(lettuce, NETTY).check()).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.3.7.RELEASE", "6.5.5.RELEASE"})
  void nameThePropertyOfALettuceThatIsTooOld(String lettuce) {
    FailureAnalysis analysis = analysis(new DriverVersions(lettuce, NETTY));
    assertThat(analysis.getDescription())
        .isEqualTo(
            "Lettuce " + lettuce + " is on the class path, and Streamweir needs 6.6 or newer.");
    assertThat(analysis.getAction())
        .isEqualTo("Set the property lettuce.version of your build to 7.5.2.RELEASE or newer.");
  }

  @Test
  void nameThePropertyOfANettyInPieces() {
    FailureAnalysis analysis =
        analysis(
            new DriverVersions(
                "7.5.2.RELEASE",
                Map.of("netty-common", "4.1.128.Final", "netty-handler", "4.2.17.Final")));
    assertThat(analysis.getDescription())
        .contains("different versions", "netty-common=4.1.128.Final");
    assertThat(analysis.getAction())
        .isEqualTo("Set the property netty.version of your build to 4.2.17.Final.");
  }

  @Test
  void areNamedWhereTheTwoDoNotFit() {
    FailureAnalysis analysis =
        new DriverLinkageFailureAnalyzer()
            .analyze(
                new IllegalStateException(
                    new NoSuchMethodError("io.netty.channel.MultiThreadIoEventLoopGroup.x()")));
    assertThat(analysis).isNotNull();
    assertThat(analysis.getDescription()).contains("do not work together", "MultiThreadIo");
    assertThat(analysis.getAction()).contains("lettuce.version", "netty.version");

    assertThat(
            new DriverLinkageFailureAnalyzer()
                .analyze(new IllegalStateException(new NoClassDefFoundError("com/example/Other"))))
        .isNull();
  }
}
