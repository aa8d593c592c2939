-- Events and persons on DuckDB. No indexes and no keys: DuckDB scans columns faster than it keeps an index over them up to
-- date, and the one writer of a database sees to uniqueness. Every timestamp is UTC, in microseconds.

create sequence person_keys;

create table events (
    project_id bigint not null,
    uuid uuid not null,
    event varchar not null,
    distinct_id varchar not null,
    person_id bigint not null,
    "timestamp" timestamp not null,
    created_at timestamp not null,
    properties json using compression zstd not null,
    -- One column for each row of promoted_properties, holding exactly the text of (properties ->> key).
    p_browser varchar,
    p_os varchar,
    p_device_type varchar,
    p_current_url varchar,
    p_pathname varchar,
    p_host varchar,
    p_referring_domain varchar,
    p_geoip_country_code varchar,
    p_session_id varchar,
    p_lib varchar,
    p_utm_source varchar,
    p_utm_medium varchar,
    p_utm_campaign varchar
);

create table persons (
    project_id bigint not null,
    id bigint not null,
    uuid uuid not null,
    created_at timestamp not null,
    is_identified boolean not null,
    properties json not null
);

create table person_distinct_ids (
    project_id bigint not null,
    distinct_id varchar not null,
    person_id bigint not null
);

-- Who is in which static cohort.
create table cohort_people (
    project_id bigint not null,
    cohort_id integer not null,
    person_id bigint not null
);

-- Which event property has a column of its own; the same columns serve every project.
create table promoted_properties (
    key varchar not null,
    column_name varchar not null
);

insert into promoted_properties values
    ('$browser', 'p_browser'),
    ('$os', 'p_os'),
    ('$device_type', 'p_device_type'),
    ('$current_url', 'p_current_url'),
    ('$pathname', 'p_pathname'),
    ('$host', 'p_host'),
    ('$referring_domain', 'p_referring_domain'),
    ('$geoip_country_code', 'p_geoip_country_code'),
    ('$session_id', 'p_session_id'),
    ('$lib', 'p_lib'),
    ('utm_source', 'p_utm_source'),
    ('utm_medium', 'p_utm_medium'),
    ('utm_campaign', 'p_utm_campaign');

-- What the values of a property are: learned from the events, or defined by somebody, which learning never overrides.
create table property_types (
    project_id bigint not null,
    kind varchar not null,
    key varchar not null,
    type varchar not null,
    defined boolean not null
);
