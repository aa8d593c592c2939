-- Lifecycles leave out events of nobody in particular: with what says so in the index, they read no row, as other questions do not.
create index events_by_event on events (project_id, event, "timestamp") include (person_id, process_person_profile);
drop index events_by_name;
