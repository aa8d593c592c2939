-- Events and persons on PostgreSQL 13 or later, in a schema of their own. Every timestamp is UTC without a zone. Texts that are
-- ordered or compared are of collation "C": the order of code points, as on every engine.

create sequence person_keys;

-- Partitioned by year. All partitions are there from the beginning: adding one would stop every question meanwhile. texts holds the text of those properties whose text PostgreSQL
-- would write differently than other engines (objects, lists, some numbers); null where there are none.
create table events (
    project_id bigint not null,
    uuid uuid not null,
    event text collate "C" not null,
    distinct_id text collate "C" not null,
    person_id bigint not null,
    "timestamp" timestamp not null,
    created_at timestamp not null,
    properties jsonb not null,
    texts jsonb,
    -- Lifecycle asks every event whether it is one of an anonymous visitor; for most it is null, which takes no room.
    process_person_profile text collate "C" generated always as (
        coalesce(texts ->> '$process_person_profile', properties ->> '$process_person_profile')) stored
) partition by range ("timestamp");

create table events_before partition of events for values from (minvalue) to ('2000-01-01');
create table events_after partition of events for values from ('2041-01-01') to (maxvalue);
do $$
begin
    for year in 2000..2040 loop
        execute format('create table events_%s partition of events for values from (%L) to (%L)',
            year, make_date(year, 1, 1), make_date(year + 1, 1, 1));
    end loop;
end
$$;

-- Which events are stored: what is sent again is not stored again, whatever its time.
create table event_uuids (
    project_id bigint not null,
    uuid uuid not null,
    primary key (project_id, uuid)
);

create index events_by_name on events (project_id, event, "timestamp") include (person_id);
create index events_by_time on events (project_id, "timestamp");
create index events_by_person on events (project_id, person_id, "timestamp");
create index events_by_session on events (project_id, (properties ->> '$session_id')) where properties ? '$session_id';

create table persons (
    project_id bigint not null,
    id bigint primary key,
    uuid uuid not null,
    created_at timestamp not null,
    is_identified boolean not null,
    properties jsonb not null,
    texts jsonb
);

create index persons_by_uuid on persons (project_id, uuid);

create table person_distinct_ids (
    project_id bigint not null,
    distinct_id text collate "C" not null,
    person_id bigint not null,
    primary key (project_id, distinct_id)
);

create index person_distinct_ids_by_person on person_distinct_ids (person_id);

-- Who is in which static cohort.
create table cohort_people (
    project_id bigint not null,
    cohort_id integer not null,
    person_id bigint not null
);

create index cohort_people_by_cohort on cohort_people (project_id, cohort_id, person_id);
create index cohort_people_by_person on cohort_people (person_id);

-- What the values of a property are: learned from the events, or defined by somebody, which learning never overrides.
create table property_types (
    project_id bigint not null,
    kind text not null,
    key text collate "C" not null,
    type text not null,
    defined boolean not null,
    primary key (project_id, kind, key)
);

-- When what a project keeps changed last: a mark, another random number with each change, in the commit of the change. Of the
-- events of a day (UTC), and of what belongs to no day: PERSONS (their properties, creation times and cohorts) and TYPES (of
-- properties).
create table day_marks (
    project_id bigint not null,
    day date not null,
    mark bigint not null,
    primary key (project_id, day)
);

create table project_marks (
    project_id bigint not null,
    subject text not null,
    mark bigint not null,
    primary key (project_id, subject)
);

-- A number beyond what a cast can be trusted with: null when it is infinite, 0 when it is too small.
create function number(value text) returns double precision language plpgsql immutable strict as $$
declare
    parsed numeric;
begin
    if value !~ '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?$' then
        return null;
    end if;
    parsed := value::numeric;
    if abs(parsed) < 1e-320 then
        return 0;
    end if;
    return parsed::double precision;
exception when others then
    -- Beyond numeric itself: what is written with a negative exponent is next to nothing, the rest beyond all bounds.
    return case when value ~ '[eE]-' then 0 end;
end
$$;

-- A date, with or without a time of day and an offset from UTC, as a UTC timestamp; without an offset it is of the zone. Null when it is
-- no date.
create function instant(value text, zone text) returns timestamp language plpgsql stable strict as $$
declare
    parts text[] := regexp_match(value,
        '^\s*([0-9]{1,6})([-/])([0-9]{1,2})\2([0-9]{1,2})'
        || '([ T]([0-9]{1,2}):([0-9]{1,2})(:([0-9]{1,2})([.][0-9]*)?)?)?\s*([zZ]|[+-][0-9]{2}(:?[0-9]{2})?)?\s*$');
    clock timestamp;
begin
    if parts is null or (parts[11] is not null and parts[5] is null) then
        return null;
    end if;
    clock := (lpad(parts[1], greatest(4, length(parts[1])), '0') || '-' || parts[3] || '-' || parts[4] || ' ' || coalesce(parts[6], '0')
        || ':' || coalesce(parts[7], '0') || ':' || coalesce(parts[9], '0') || rtrim(coalesce(left(parts[10], 7), ''), '.'))::timestamp;
    if clock not between timestamp '0001-01-02' and timestamp '9999-12-30' then
        return null;
    elsif parts[11] is null then
        return timezone('UTC', timezone(zone, clock));
    elsif parts[11] in ('z', 'Z') then
        return clock;
    end if;
    return clock - (left(parts[11], 3) || ':' || coalesce(nullif(ltrim(parts[12], ':'), ''), '00'))::interval;
exception when others then
    return null;
end
$$;
