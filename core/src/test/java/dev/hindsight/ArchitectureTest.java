package dev.hindsight;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.sql.Driver;
import org.junit.jupiter.api.Test;

/** The rules of the house that a compiler does not see. */
class ArchitectureTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.hindsight");

    /** Where the time of the machine may be read: the entry point, which hands a clock to everybody else. */
    private static final DescribedPredicate<JavaClass> ENTRY_POINT =
            nameMatching("dev\\.hindsight\\.Hindsight.*").forSubtype();

    @Test
    void core_knowsNoHttpAndNoContainer() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "jakarta.servlet..",
                        "javax.servlet..",
                        "java.net.http..",
                        "com.sun.net..",
                        "org.eclipse.jetty..",
                        "org.apache.catalina..")
                .check(CORE);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.hindsight.servlet..")
                .check(CORE);
    }

    @Test
    void packages_haveNoCycles() {
        slices().assignedFrom(packages()).should().beFreeOfCycles().check(CORE);
    }

    private static SliceAssignment packages() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                return SliceIdentifier.of(javaClass.getPackageName());
            }

            @Override
            public String getDescription() {
                return "packages";
            }
        };
    }

    @Test
    void time_isAnArgument() {
        noClasses()
                .that(DescribedPredicate.not(ENTRY_POINT))
                .should()
                .callMethodWhere(readsTheMachinesTime())
                .because("a clock is handed in at the top, so that a test can fix it")
                .check(CORE);
    }

    private static DescribedPredicate<JavaMethodCall> readsTheMachinesTime() {
        return DescribedPredicate.describe("reads the time of the machine", call -> {
            CodeUnitCallTarget target = call.getTarget();
            String owner = target.getOwner().getName();
            String name = target.getName();
            boolean nowOfTime = owner.startsWith("java.time.")
                    && name.equals("now")
                    && target.getRawParameterTypes().stream()
                            .noneMatch(type -> type.isEquivalentTo(java.time.Clock.class));
            return nowOfTime
                    || (owner.equals("java.time.Clock") && (name.startsWith("system") || name.startsWith("tick")))
                    || (owner.equals("java.lang.System") && name.equals("currentTimeMillis"));
        });
    }

    @Test
    void dates_areThoseOfJavaTime() {
        noClasses()
                .should()
                .callConstructorWhere(DescribedPredicate.describe("makes a java.util.Date or Calendar", call -> {
                    String owner = call.getTarget().getOwner().getName();
                    return owner.equals("java.util.Date") || owner.equals("java.util.GregorianCalendar");
                }))
                .check(CORE);
    }

    @Test
    void output_goesToTheLogger() {
        // A javax.sql.DataSource must name the type; nobody may use it.
        noClasses()
                .should()
                .callMethodWhere(target(owner(resideInAPackage("java.util.logging.."))))
                .check(CORE);
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CORE);
        noClasses().should().callMethod(Throwable.class, "printStackTrace").check(CORE);
    }

    @Test
    void daosAndDialects_staySmallSecrets() {
        classes()
                .that(simpleNameEndingWith("Dao").or(simpleNameEndingWith("Dialect")))
                .and()
                .doNotHaveFullyQualifiedName("dev.hindsight.engine.Dialect")
                .should()
                .notBePublic()
                .allowEmptyShould(true)
                .check(CORE);
    }

    @Test
    void queryNodes_knowNoSql() {
        noClasses()
                .that()
                .resideInAPackage("dev.hindsight.query")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.hindsight.engine..").or(resideInAPackage("java.sql..")))
                .check(CORE);
    }

    @Test
    void drivers_areReachedThroughJdbcAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.hindsight.engine..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Driver.class)
                .check(CORE);
    }

    @Test
    void state_isNeverStatic() {
        noFields()
                .that()
                .areStatic()
                .should()
                .notBeFinal()
                .allowEmptyShould(true)
                .check(CORE);
    }
}
