
-- Answers to common questions.

-- Whether a culprit or a victim is the writer: it may say more of it in parentheses.
CREATE OR REPLACE MACRO names_writer(who, writer) AS who = writer OR starts_with(who, writer || ' (');

CREATE OR REPLACE VIEW failed_nights AS
SELECT f.night, f.host,
       count(*) AS failures,
       count(DISTINCT f.set_id) AS sets,
       arg_min(f.cause_verdict, v.place) AS surest_verdict,
       list(DISTINCT f.culprit) FILTER (f.culprit IS NOT NULL) AS culprits,
       list(f.headline ORDER BY v.place, f.started_at, f.failure_id) AS headlines,
       list(f.failure_id ORDER BY v.place, f.started_at, f.failure_id) AS failure_ids,
       min(f.started_at) AS first_at
FROM failures f
LEFT JOIN (VALUES ('confirmed', 0), ('likely', 1), ('suspected', 2), ('cannot_tell', 3)) v(verdict, place) ON v.verdict = f.cause_verdict
WHERE f.severity <> 'information'
GROUP BY f.night, f.host
ORDER BY f.night NULLS LAST, f.host NULLS LAST;
COMMENT ON VIEW failed_nights IS 'each night of each host with a failure that needs action; night is the date of the preceding noon (UTC), null if the time is not known';
COMMENT ON COLUMN failed_nights.night IS 'date of the noon (UTC) before the failure, YYYY-MM-DD; null if the time is not known';
COMMENT ON COLUMN failed_nights.host IS 'host; null if it is not known';
COMMENT ON COLUMN failed_nights.failures IS 'number of failures';
COMMENT ON COLUMN failed_nights.sets IS 'snapshot sets of the failures';
COMMENT ON COLUMN failed_nights.surest_verdict IS 'their most certain cause_verdict';
COMMENT ON COLUMN failed_nights.culprits IS 'what is to blame';
COMMENT ON COLUMN failed_nights.headlines IS 'the answers in one sentence each, the most certain first';
COMMENT ON COLUMN failed_nights.failure_ids IS 'their failure_id, in the same order';
COMMENT ON COLUMN failed_nights.first_at IS 'earliest instant of the failures';

CREATE OR REPLACE VIEW failed_spans AS
SELECT p.host, s.night, p.set_id, p.writer_name, p.outcome, p.timed_out,
       p.freeze_to_thaw_min_ms / 1000.0 AS frozen_at_least_s,
       p.freeze_to_thaw_max_ms / 1000.0 AS frozen_at_most_s,
       p.limit_ms / 1000.0 AS limit_s,
       f.failure_id, f.headline, f.cause_verdict, f.signature, f.culprit, f.victim,
       coalesce(names_writer(f.culprit, p.writer_name), false) AS is_culprit,
       coalesce(names_writer(f.victim, p.writer_name), false) AS is_victim,
       f.steps[1]."do" AS first_step,
       f.missing,
       coalesce((SELECT list(g.signature || ': ' || g.verdict ORDER BY v.place, g.signature)
          FROM findings g JOIN (VALUES ('confirmed', 0), ('likely', 1), ('suspected', 2), ('cannot_tell', 3)) v(verdict, place) ON v.verdict = g.verdict
         WHERE g.set_id = p.set_id AND (g.writer_name = p.writer_name OR g.writer_name IS NULL)), []) AS findings,
       p.freeze_earliest, p.timeout_latest
FROM spans p
JOIN sets s ON s.set_id = p.set_id
LEFT JOIN failures f ON f.failure_id = s.failure_id
WHERE p.outcome = 'failed' OR p.timed_out OR p.outcome = 'aborted' AND s.outcome IN ('failed', 'aborted')
ORDER BY s.night NULLS LAST, p.host, p.set_id, p.writer_name;
COMMENT ON VIEW failed_spans IS 'each writer that failed, timed out or was aborted in a set that failed, with the leading failure of that set and the findings about the writer or the set as a whole, except those ruled out';
COMMENT ON COLUMN failed_spans.frozen_at_least_s IS 'shortest time from freeze to thaw that the marks allow [s]';
COMMENT ON COLUMN failed_spans.frozen_at_most_s IS 'longest time from freeze to thaw that all records allow, including the time before the first mark and after the last one; null if no thaw bounds it [s]';
COMMENT ON COLUMN failed_spans.limit_s IS 'the effective limit [s]';
COMMENT ON COLUMN failed_spans.failure_id IS 'leading failure of the set';
COMMENT ON COLUMN failed_spans.headline IS 'the answer in one sentence';
COMMENT ON COLUMN failed_spans.cause_verdict IS 'how sure the cause is';
COMMENT ON COLUMN failed_spans.culprit IS 'what is to blame';
COMMENT ON COLUMN failed_spans.victim IS 'what suffered from the failure';
COMMENT ON COLUMN failed_spans.is_culprit IS 'whether the writer itself is to blame';
COMMENT ON COLUMN failed_spans.is_victim IS 'whether the writer suffered from the failure';
COMMENT ON COLUMN failed_spans.first_step IS 'what to do first';
COMMENT ON COLUMN failed_spans.missing IS 'what would make the answer more certain';
COMMENT ON COLUMN failed_spans.findings IS 'signature: verdict, the most certain first, except those ruled out. A record may name the cause of the failure with more certainty than any of them';

CREATE OR REPLACE VIEW slowest_writers AS
WITH each_writer AS (
    SELECT host, writer_name, count(*) AS spans,
           count(*) FILTER (timed_out) AS timed_out,
           max(freeze_to_thaw_min_ms) FILTER (outcome IS DISTINCT FROM 'aborted') AS least_ms,
           min(limit_ms) AS limit_ms
    FROM spans WHERE writer_name IS NOT NULL GROUP BY ALL
), blames AS (
    SELECT host, culprit FROM failures
    WHERE failure_class = 'timing' AND cause_verdict IN ('confirmed', 'likely') AND severity <> 'information' AND culprit_kind = 'writer'
), everyone AS (
    FROM each_writer
    UNION ALL BY NAME
    SELECT DISTINCT host, culprit AS writer_name, 0 AS spans, 0 AS timed_out FROM blames
    WHERE NOT EXISTS (SELECT 1 FROM each_writer w WHERE w.host = blames.host AND names_writer(blames.culprit, w.writer_name))
), joined AS (
    SELECT w.host, w.writer_name, w.spans, w.timed_out,
           (SELECT count(*) FROM blames WHERE blames.host = w.host AND names_writer(blames.culprit, w.writer_name)) AS blamed,
           greatest(w.least_ms, st.max_min_ms) AS least_ms,
           CASE WHEN w.timed_out = 0 AND coalesce(w.least_ms, 0) <= st.max_ms THEN st.max_ms END AS most_ms,
           st.median_ms, st.p95_ms, w.limit_ms
    FROM everyone w
    LEFT JOIN freeze_by_host_writer st USING (host, writer_name)
)
SELECT host,
       rank() OVER by_host AS place,
       writer_name, spans, timed_out, blamed,
       round(median_ms / 1000, 3) AS median_s,
       p95_ms / 1000.0 AS p95_s,
       least_ms / 1000.0 AS longest_at_least_s,
       most_ms / 1000.0 AS longest_at_most_s,
       limit_ms / 1000.0 AS limit_s
FROM joined
WINDOW by_host AS (PARTITION BY host ORDER BY blamed > 0 DESC, coalesce(least_ms, 0) DESC, most_ms DESC NULLS LAST, median_ms DESC NULLS LAST)
ORDER BY host, place, writer_name;
COMMENT ON VIEW slowest_writers IS 'the writers of each host, place 1 the slowest: first those that a confirmed or likely timing failure blames, because a freeze that hung often has no bounds of its own, then by the longest proven freeze; aborted freezes are left out, because something else ended them; equal writers share a place; in seconds. longest_at_least_s is what the logs prove, longest_at_most_s what they allow, null if nothing bounds it; median_s and p95_s are upper bounds, for bounded spans';
COMMENT ON COLUMN slowest_writers.place IS '1: the slowest of the host; equal writers share a place';
COMMENT ON COLUMN slowest_writers.spans IS 'sets in which the writer has a span; 0: only a failure names it, and nothing bounds its freeze';
COMMENT ON COLUMN slowest_writers.timed_out IS 'of them, those in which it timed out';
COMMENT ON COLUMN slowest_writers.blamed IS 'confirmed or likely timing failures that blame the writer';
COMMENT ON COLUMN slowest_writers.median_s IS 'upper bound of the median time from freeze to thaw, for bounded spans [s]';
COMMENT ON COLUMN slowest_writers.p95_s IS '95th percentile of the same [s]';
COMMENT ON COLUMN slowest_writers.longest_at_least_s IS 'the longest freeze, as far as the logs prove it [s]';
COMMENT ON COLUMN slowest_writers.longest_at_most_s IS 'the longest freeze that the logs allow; null if nothing bounds it, as for a writer that timed out [s]';
COMMENT ON COLUMN slowest_writers.limit_s IS 'limit of the writer [s]';

CREATE OR REPLACE VIEW next_timeouts AS
SELECT host, writer_name,
       last_freeze + to_microseconds(CAST(days_left * 86400e6 AS BIGINT)) AS limit_reached_at,
       days_left, trend_ms_per_day / 1000 AS trend_s_per_day,
       p95_ms / 1000.0 AS p95_s, limit_ms / 1000.0 AS limit_s, spans, failed AS failed_already, failed_last,
       forecast_right, forecast_tried, first_freeze, last_freeze
FROM freeze_by_host_writer
WHERE days_left IS NOT NULL AND NOT coalesce(failed_last, false)
ORDER BY limit_reached_at, host, writer_name;
COMMENT ON VIEW next_timeouts IS 'writers whose freezes get longer each day in the nights that went well, and when the trend reaches the limit if it continues, counted from the last freeze. A writer without a trend has no row: the data gives no date for it. A writer whose last span failed has no row either';
COMMENT ON COLUMN next_timeouts.limit_reached_at IS 'when the freezes reach the limit if the trend continues';
COMMENT ON COLUMN next_timeouts.days_left IS 'days from the last freeze until then';
COMMENT ON COLUMN next_timeouts.trend_s_per_day IS 'how much longer a freeze gets each day [s]';
COMMENT ON COLUMN next_timeouts.p95_s IS '95th percentile of freeze to thaw [s]';
COMMENT ON COLUMN next_timeouts.limit_s IS 'limit of the writer [s]';
COMMENT ON COLUMN next_timeouts.failed_last IS 'the last span failed';
COMMENT ON COLUMN next_timeouts.forecast_right IS 'of the spans so far that were predicted from earlier ones, how many came as predicted';
COMMENT ON COLUMN next_timeouts.forecast_tried IS 'how many were predicted';
COMMENT ON COLUMN next_timeouts.failed_already IS 'freezes that failed or were aborted so far; a writer that refused before its freeze is not counted';

CREATE OR REPLACE VIEW failure_events AS
SELECT f.failure_id, f.host,
       round((epoch_us(e.timestamp) - epoch_us(f.started_at)) / 1e6, 3) AS seconds_after_start,
       e.timestamp, e.channel, e.provider, e.event_id, e.level_name, e.kind, e.writer_name, e.hresult_name, e.detail, e.source, e.record_id, e.line
FROM failures f
JOIN events e ON e.host = f.host
WHERE f.severity <> 'information'
  AND e.timestamp >= f.started_at - INTERVAL 5 MINUTE AND e.timestamp < f.ended_at + INTERVAL 5 MINUTE
ORDER BY f.failure_id, e.timestamp, e.channel, e.record_id;
COMMENT ON VIEW failure_events IS 'the records of the table events around each failure: from five minutes before it to five after it';
COMMENT ON COLUMN failure_events.seconds_after_start IS 'time of the record after the start of the failure; negative before it [s]';

CREATE OR REPLACE TABLE set_writers AS
WITH each_span AS (
    SELECT p.set_id, p.host, s.night, s.outcome, p.writer_name, p.freeze_to_thaw_max_ms / 1000.0 AS seconds
    FROM spans p JOIN sets s ON s.set_id = p.set_id WHERE p.writer_name IS NOT NULL
)
PIVOT each_span ON writer_name USING max(seconds) GROUP BY set_id, host, night, outcome ORDER BY set_id;
COMMENT ON TABLE set_writers IS 'one row per set, one column per writer: the longest time in seconds that the writer can have been frozen; null if nothing bounds it, or if the writer is not in the set';
