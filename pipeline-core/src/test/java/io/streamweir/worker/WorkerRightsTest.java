package io.streamweir.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.streamweir.internal.feature.audit.AuditStream;
import io.streamweir.internal.feature.cancel.CancelScript;
import io.streamweir.internal.feature.cancel.PurgeScript;
import io.streamweir.internal.feature.pause.ClosedPartitions;
import io.streamweir.internal.feature.pause.PauseScript;
import io.streamweir.internal.feature.replay.DeadStream;
import io.streamweir.internal.feature.replay.SettledEntries;
import io.streamweir.internal.feature.results.EndLog;
import io.streamweir.internal.feature.runnow.RunNowScript;
import io.streamweir.internal.wire.Script;
import io.streamweir.internal.wire.ScriptProbe;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No script is forgotten by those who ask for its rights. */
class WorkerRightsTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.streamweir");

  /** Run by clients and operators alone. */
  private static final List<Class<?>> NO_WORKERS =
      List.of(
          AuditStream.class,
          CancelScript.class,
          ClosedPartitions.class,
          DeadStream.class,
          EndLog.class,
          PauseScript.class,
          PurgeScript.class,
          RunNowScript.class,
          ScriptProbe.class,
          SettledEntries.class);

  private static Set<String> with(Stream<JavaClass> classes) {
    return classes.map(JavaClass::getSimpleName).collect(Collectors.toSet());
  }

  private static Set<String> having(String field) {
    return with(
        CLASSES.stream()
            .filter(each -> each.getPackageName().contains(".internal."))
            .filter(each -> each.tryGetField(field).isPresent()));
  }

  private static Set<String> named(String field) {
    JavaClass rights = CLASSES.get(WorkerRights.class);
    return with(
        rights.getFieldAccessesFromSelf().stream()
            .filter(access -> access.getTarget().getName().equals(field))
            .map(access -> access.getTarget().getOwner()));
  }

  @Test
  void everyClassThatHasAScriptSaysWhatItNeeds() {
    Set<String> scripted =
        with(
            CLASSES.stream()
                .filter(each -> each.getPackageName().contains(".internal."))
                .filter(
                    each ->
                        each.getFields().stream()
                            .anyMatch(field -> field.getRawType().isEquivalentTo(Script.class))));
    scripted.removeAll(
        Set.of("FinishCall", "ForwardCall", "HopCall", "SettleCall")); // SettleScript says it
    scripted.remove("PlainAppend"); // AppendScript says it

    assertThat(scripted).hasSizeGreaterThan(15);
    assertThat(having("NEEDS")).containsAll(scripted);
  }

  @Test
  void whatSaysWhatItNeedsIsAskedForOrRunByNoWorker() {
    Set<String> known = named("NEEDS");
    NO_WORKERS.forEach(each -> known.add(each.getSimpleName()));

    assertThat(having("NEEDS")).hasSizeGreaterThan(20).isEqualTo(known);
  }

  @Test
  void allTextsOfEffectsAreAskedFor() {
    Set<String> known = named("TEXTS");
    known.add("CounterPart"); // SettleScript sends them itself

    assertThat(having("TEXTS")).hasSizeGreaterThan(5).isEqualTo(known);
  }
}
