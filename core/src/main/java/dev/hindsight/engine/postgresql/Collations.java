package dev.hindsight.engine.postgresql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Which collation of a server knows the upper and lower case of all letters, one letter at a time, as the other engines do. */
final class Collations {
    private Collations() {}

    /** Its quoted name; the database's own where there is none of those that we know. */
    static String ofCases(Connection connection) throws SQLException {
        // ICU comes last: it changes the number of letters of some, and looks at their neighbours.
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select c.collname
                        from (values (1, 'pg_c_utf8'), (2, 'C.utf8'), (3, 'C.UTF-8'), (4, 'en_US.utf8'), (5, 'und-x-icu'))
                            wanted (place, name)
                        join pg_collation c on c.collname = wanted.name
                        where c.collencoding in (-1, (
                            select d.encoding from pg_database d where d.datname = current_database()))
                        order by wanted.place limit 1
                        """)) {
            return row.next() ? "pg_catalog.\"" + row.getString(1) + "\"" : "pg_catalog.\"default\"";
        }
    }
}
