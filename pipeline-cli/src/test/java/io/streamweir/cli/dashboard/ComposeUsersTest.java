package io.streamweir.cli.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.cli.UsersDocument;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComposeUsersTest {
  @Test
  void haveTheRightsThatAreDocumented() {
    List<String> documented =
        new UsersDocument()
            .lines().stream()
                .filter(line -> !line.startsWith("user admin "))
                .map(line -> line.replace(">change-me-", ">demo-"))
                .toList();
    List<String> used = Dashboard.text(Path.of("../deploy/redis/users.acl")).lines().toList();

    assertThat(documented).hasSizeGreaterThan(3);
    assertThat(used.subList(0, documented.size())).isEqualTo(documented);
    assertThat(used.subList(documented.size(), used.size()))
        .containsExactly("user health on >demo-health resetkeys resetchannels -@all +ping");
  }
}
