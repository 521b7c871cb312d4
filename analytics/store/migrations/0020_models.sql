-- Schema 20: totals of scope 5, a row per model and who served it, so that what each model ever cost reads that many rows and
-- not those of each day and project.
INSERT INTO totals(
  scope, id, part,
  calls, errors, without_usage, unpriced, retries, compactions, req_bytes, resp_bytes, busy_us, in_uncached,
  in_uncached_n, cache_read, cache_read_n, cache_w5, cache_w5_n, cache_w1h, cache_w1h_n, out_total, out_total_n,
  out_reasoning, out_reasoning_n, cost_nano, cost_nano_n, equiv_nano, equiv_nano_n, subs_nano, subs_nano_n,
  saved_nano, saved_nano_n, missed_nano, missed_nano_n, waste_nano, waste_nano_n, first_us, last_us)
SELECT
  5, model_id, provider_id,
  sum(calls), sum(errors), sum(without_usage), sum(unpriced), sum(retries), sum(compactions), sum(req_bytes),
  sum(resp_bytes), sum(busy_us), sum(in_uncached), sum(in_uncached_n), sum(cache_read), sum(cache_read_n),
  sum(cache_w5), sum(cache_w5_n), sum(cache_w1h), sum(cache_w1h_n), sum(out_total), sum(out_total_n),
  sum(out_reasoning), sum(out_reasoning_n), sum(cost_nano), sum(cost_nano_n), sum(equiv_nano), sum(equiv_nano_n),
  sum(subs_nano), sum(subs_nano_n), sum(saved_nano), sum(saved_nano_n), sum(missed_nano), sum(missed_nano_n),
  sum(waste_nano), sum(waste_nano_n), min(first_us), max(last_us)
FROM rollup_day
GROUP BY model_id, provider_id;
