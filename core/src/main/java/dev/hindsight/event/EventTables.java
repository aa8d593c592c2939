package dev.hindsight.event;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The tables of an event store, as one transaction of it reads and writes them. */
public interface EventTables {
    /** The batches without the events that are stored already or came earlier in them. */
    List<ArrivedEvents> withoutDuplicates(List<ArrivedEvents> batches) throws SQLException;

    /** Tells each ledger, by project id, what is stored of the distinct ids that it will meet. */
    void load(Map<Long, PersonLedger> ledgers, Map<Long, ? extends Set<String>> distinctIds) throws SQLException;

    /** The days (UTC) on which persons of a project, by their keys, did something. */
    Set<LocalDate> daysOf(long projectId, Set<Long> persons) throws SQLException;

    /** Writes what the ledgers, by project id, have that is not stored; created persons get their keys. */
    void write(Map<Long, PersonLedger> ledgers) throws SQLException;

    /**
     * Writes events.
     *
     * @param ledgers by project id; every person has its key
     * @param now when they arrived
     */
    void insert(List<ArrivedEvents> batches, Map<Long, PersonLedger> ledgers, Instant now) throws SQLException;

    /** Writes what the evidence adds to, or takes from, what is known of types; gives back whether it did either. */
    boolean learn(long projectId, TypeEvidence evidence) throws SQLException;

    /** Writes what somebody says about a property; gives back whether that is new. */
    boolean define(long projectId, PropertyKind kind, String key, PropertyType type) throws SQLException;

    /** Writes what is known of types, in place of what was. */
    void writeTypes(long projectId, Map<KnownTypes.Name, KnownTypes.Definition> types) throws SQLException;

    /** Puts persons into a static cohort, those that are not in it. */
    void addToCohort(long projectId, int cohortId, List<UUID> persons) throws SQLException;

    /** Takes persons out of a static cohort. */
    void removeFromCohort(long projectId, int cohortId, List<UUID> persons) throws SQLException;

    /** Marks what changed, by project id; the last thing before the commit. */
    void mark(Map<Long, Changed> changed) throws SQLException;
}
