package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.Hindsight;
import dev.hindsight.servlet.CountingDatabase;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replies take the same number of statements however much is in them. */
@NullUnmarked // fields are set before each test
class StatementCountsTest {
    private static final String ORGANIZATION = "/api/organizations/@current";

    private final CountingDatabase database = new CountingDatabase();
    private TestApp app;
    private TestClient client;

    @BeforeEach
    void start() throws Exception {
        app = TestApp.start(Hindsight.builder().inMemory().metadata(database.dataSource()), 8);
        client = app.client();
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private int statements(String target) throws Exception {
        client.get(target).has(200); // what only the first request does is not counted
        database.takeCount();
        client.get(target).has(200);
        int count = database.takeCount();
        assertThat(count).isPositive();
        return count;
    }

    @Test
    void roles_withTheirMembersAndCreators() throws Exception {
        String role = role("first", "first@example.org");
        String list = ORGANIZATION + "/roles/";
        String members = list + role + "/role_memberships/";
        int inAll = statements(list);
        int inOne = statements(members);
        for (int i = 0; i < 10; i++) {
            role("role " + i, i + "@example.org");
            join(role, i + "@example.org");
        }

        assertThat(statements(list)).isEqualTo(inAll);
        assertThat(statements(members)).isEqualTo(inOne);
        assertThat(client.get(list).json().path("results")).hasSize(11);
        assertThat(client.get(list).json().path("results").findValuesAsText("joined_at"))
                .hasSizeGreaterThan(20);
        assertThat(client.get(members).json().path("results")).hasSize(11);
    }

    /** A new role with a new member in it. */
    private String role(String name, String email) throws Exception {
        app.member(email);
        String id = client.post(ORGANIZATION + "/roles/", "{\"name\":\"" + name + "\"}")
                .has(201)
                .json()
                .path("id")
                .textValue();
        join(id, email);
        return id;
    }

    private void join(String role, String email) throws Exception {
        String user = app.hindsight()
                .members()
                .findUserByEmail(email)
                .orElseThrow()
                .uuid()
                .toString();
        client.post(ORGANIZATION + "/roles/" + role + "/role_memberships/", "{\"user_uuid\":\"" + user + "\"}")
                .has(201);
    }

    @Test
    void organizations_withTheirProjects() throws Exception {
        String member = app.key(app.member("m@example.org"), List.of("*"));
        int[] before = organizations(member);
        for (int i = 0; i < 10; i++) {
            client.post("/api/projects/", "{\"name\":\"Project " + i + "\"}").has(201);
        }
        for (int i = 0; i < 10; i++) {
            client.post("/api/organizations/", "{\"name\":\"Organization " + i + "\"}")
                    .has(201);
        }

        assertThat(organizations(member)).isEqualTo(before);
        assertThat(client.get("/api/users/@me/").json().path("organizations")).hasSize(11);
        assertThat(client.get("/api/projects/").json().path("results")).hasSize(11);
    }

    /** For the owner, and for a member for whom there may be rules. */
    private int[] organizations(String member) throws Exception {
        TestClient owner = client;
        int[] counts = new int[6];
        int i = 0;
        for (TestClient each : List.of(owner, app.anonymous().withKey(member))) {
            client = each;
            for (String target : List.of("/api/users/@me/", "/api/organizations/", "/api/projects/")) {
                counts[i++] = statements(target);
            }
        }
        client = owner;
        return counts;
    }
}
