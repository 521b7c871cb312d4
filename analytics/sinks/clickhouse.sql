-- For a team: the calls of many machines in one table, each once however often it is sent. Money is whole nanodollars;
-- NULL: not known. Ask with FINAL, as the views do: what was sent twice is merged only some time later.
CREATE TABLE IF NOT EXISTS {table}
(
    host_name String,
    user_name String,
    call_id Int64,
    began DateTime MATERIALIZED toDateTime(intDiv(call_id, 8000000)),
    tab_id String,
    session Nullable(String),
    agent Nullable(String),
    client Nullable(String),
    client_version Nullable(String),
    project Nullable(String),
    branch Nullable(String),
    provider Nullable(String),
    api Nullable(String),
    model Nullable(String),
    model_requested Nullable(String),
    transport Nullable(String),
    outcome String,
    status Nullable(Int32),
    error_type Nullable(String),
    usage_state String,
    input_tokens Nullable(Int64),
    cache_read_tokens Nullable(Int64),
    cache_write_5m_tokens Nullable(Int64),
    cache_write_1h_tokens Nullable(Int64),
    output_tokens Nullable(Int64),
    billing String,
    cost_nano Nullable(Int64),
    equivalent_nano Nullable(Int64),
    subscription_nano Nullable(Int64),
    ttft_us Nullable(Int64),
    duration_us Nullable(Int64)
)
ENGINE = ReplacingMergeTree()
PARTITION BY toYYYYMM(toDateTime(intDiv(call_id, 8000000)))
ORDER BY (host_name, user_name, call_id);

CREATE VIEW IF NOT EXISTS {table}_by_day AS
SELECT toDate(toDateTime(intDiv(call_id, 8000000))) AS day, user_name, model, count() AS calls,
    countIf(outcome != 'ok') AS not_ok, sum(input_tokens) AS input, sum(cache_read_tokens) AS cache_read,
    sum(output_tokens) AS output, sum(cost_nano) / 1e9 AS cost_usd, sum(equivalent_nano) / 1e9 AS listed_usd
FROM {table} FINAL
GROUP BY day, user_name, model;

CREATE VIEW IF NOT EXISTS {table}_by_user AS
SELECT user_name, host_name, count() AS calls, sum(cost_nano) / 1e9 AS cost_usd, sum(equivalent_nano) / 1e9 AS listed_usd,
    max(toDateTime(intDiv(call_id, 8000000))) AS last_began
FROM {table} FINAL
GROUP BY user_name, host_name;

CREATE VIEW IF NOT EXISTS {table}_latency AS
SELECT toStartOfHour(toDateTime(intDiv(call_id, 8000000))) AS hour, model, count() AS calls,
    quantile(0.5)(ttft_us) / 1e3 AS ttft_p50_ms, quantile(0.95)(ttft_us) / 1e3 AS ttft_p95_ms,
    quantile(0.5)(duration_us) / 1e3 AS duration_p50_ms, quantile(0.95)(duration_us) / 1e3 AS duration_p95_ms
FROM {table} FINAL
GROUP BY hour, model;
