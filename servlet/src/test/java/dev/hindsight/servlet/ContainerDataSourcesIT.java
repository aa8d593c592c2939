package dev.hindsight.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.h2.Driver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The databases of the WAR file are what the container keeps under a name. */
class ContainerDataSourcesIT {
    private static final String KEY = "phx_container_data_sources";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private Map<String, String> parameters(String name) {
        return Map.of(
                "hindsight.home",
                directory.resolve("home").toString(),
                "hindsight.bootstrap.key",
                KEY,
                "hindsight.metadata.jndi",
                name);
    }

    private String url() {
        return "jdbc:h2:file:" + directory.resolve("of-the-container");
    }

    private void assertKeptByTheContainer(ServerProcess server) throws Exception {
        server.client().get("/_ready").has(200);
        server.client()
                .withKey(KEY)
                .post("/api/projects/1/insights/", "{\"name\":\"Kept\"}")
                .has(201);
        assertThat(directory.resolve("of-the-container.mv.db")).isRegularFile();
        assertThat(directory.resolve("home").resolve("metadata.mv.db")).doesNotExist();
    }

    @Test
    void tomcat_lendsAResourceOfTheContext() throws Exception {
        String resource = "<Resource name=\"jdbc/hindsight\" auth=\"Container\" type=\"javax.sql.DataSource\""
                + " driverClassName=\"org.h2.Driver\" url=\"" + url() + "\" maxTotal=\"10\"/>";
        try (ServerProcess server = new TomcatServer(directory.resolve("tomcat"))
                .start(parameters("java:comp/env/jdbc/hindsight"), resource)) {
            assertKeptByTheContainer(server);
        }
    }

    @Test
    void jetty_lendsAnEntryOfTheEnvironment() throws Exception {
        String entry = """
                  <New class="org.eclipse.jetty.plus.jndi.EnvEntry">
                    <Arg><Ref refid="context"/></Arg>
                    <Arg>jdbc/hindsight</Arg>
                    <Arg>
                      <New class="org.h2.jdbcx.JdbcDataSource">
                        <Set name="URL">%s</Set>
                      </New>
                    </Arg>
                    <Arg type="boolean">true</Arg>
                  </New>
                """.formatted(url());
        Path driver = Path.of(
                Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Files.copy(
                driver,
                Files.createDirectories(directory.resolve("jetty/lib/ext")).resolve("h2.jar"));
        try (ServerProcess server = new JettyServer(directory.resolve("jetty"))
                .start(List.of("ee10-plus", "ext"), parameters("java:comp/env/jdbc/hindsight"), entry)) {
            assertKeptByTheContainer(server);
        }
    }

    @Test
    void whenTheNameIsUnknown_theLogSaysSo() throws Exception {
        try (ServerProcess server =
                new TomcatServer(directory.resolve("tomcat")).launch(parameters("java:comp/env/jdbc/other"), "")) {
            server.awaitLog(
                    "hindsight.metadata.jndi = \"java:comp/env/jdbc/other\": the container has nothing of this name");
        }
    }
}
