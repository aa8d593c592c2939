package dev.hindsight.servlet;

import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.NoInitialContextException;
import javax.sql.DataSource;

/** The data sources that the container keeps, by their names in JNDI. */
final class ContainerDataSources {
    private ContainerDataSources() {}

    /**
     * Finds one.
     *
     * @param setting where the name was given, for messages
     * @throws IllegalArgumentException when there is none; its message says what is missing
     */
    @SuppressWarnings("BanJNDI") // the name is the operator's, and settings refuse those that lead out of the container
    static DataSource find(String setting, String name) {
        String place = setting + " = \"" + name + "\": ";
        try {
            Object found = new InitialContext().lookup(name);
            if (found instanceof DataSource dataSource) {
                return dataSource;
            }
            String type = found == null ? "nothing" : "a " + found.getClass().getName();
            throw new IllegalArgumentException(
                    place + "the container has " + type + " there, not a javax.sql.DataSource.");
        } catch (NoInitialContextException e) {
            throw new IllegalArgumentException(
                    place + "this container has no JNDI; Jetty has it in its module plus.", e);
        } catch (NameNotFoundException e) {
            throw new IllegalArgumentException(
                    place
                            + "the container has nothing of this name; is the resource defined for this application, and is"
                            + " java:comp/env/ before a name that belongs to it?",
                    e);
        } catch (NamingException e) {
            throw new IllegalArgumentException(place + "the container cannot make this data source.", e);
        }
    }
}
