package dev.hindsight.schema;

/** The tables of a database were made by a newer program, so this one does not know what is in them. No waiting mends it. */
public final class NewerSchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NewerSchemaException(String database, String there, String known) {
        super("The tables of the " + database + " have version " + there
                + ", and this program knows them up to version " + known
                + ". Start the newer program, or restore the database from before the upgrade.");
    }
}
