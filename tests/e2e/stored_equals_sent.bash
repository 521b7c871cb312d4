# Sourced: what the database holds against what the simulator says it sent. Wants $tabacus and $simulator.

# The one value that a statement gives.
value() {
  "$tabacus" sql --csv "$1" | tail -n 1 | tr -d '\r'
}

sent_by_simulator() {
  "$tabacus" sql --csv "SELECT key AS model, value->>'calls' AS calls, value->>'input_uncached' AS input,
      value->>'cache_read' AS cache_read, value->>'cache_write' AS cache_write, value->>'output' AS output
    FROM json_each('$(curl -sS "$simulator/simulator/totals")', '\$.models') ORDER BY 1"
}

stored_by_tabacus() {
  "$tabacus" sql --csv "SELECT model, count(*) AS calls, sum(input_tokens) AS input,
      sum(coalesce(cache_read_tokens, 0)) AS cache_read,
      sum(coalesce(cache_write_5m_tokens, 0) + coalesce(cache_write_1h_tokens, 0)) AS cache_write,
      sum(output_tokens) AS output
    FROM v_calls WHERE usage_state = 'measured' AND outcome = 'ok' AND api <> 'count_tokens' GROUP BY model ORDER BY 1"
}

# Silent when both agree, else the difference and 1.
stored_against_sent() {
  diff <(sent_by_simulator) <(stored_by_tabacus)
}
