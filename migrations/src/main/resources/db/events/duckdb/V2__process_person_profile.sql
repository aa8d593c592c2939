-- Lifecycle asks every event whether it is one of an anonymous visitor.

alter table events add column p_process_person_profile varchar;
update events set p_process_person_profile = properties ->> '/$process_person_profile'
    where contains(properties, '$process_person_profile');
insert into promoted_properties values ('$process_person_profile', 'p_process_person_profile');
