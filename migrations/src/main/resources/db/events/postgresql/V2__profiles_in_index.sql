-- Lifecycles leave out events of nobody in particular: with what says so in the index, they read no row, as other questions do not.
-- Appends wait while it is made, questions do not. It may have been made before, without keeping anybody waiting.
create index if not exists events_by_event on events (project_id, event, "timestamp") include (person_id, process_person_profile);
drop index events_by_name;
