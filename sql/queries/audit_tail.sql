-- The last $1 entries of the audit trail, oldest first.
SELECT to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS') AS at, t.user_name, t.store_id, t.table_name, t.action,
       coalesce(t.record_id::text, '') AS record,
       CASE WHEN t.table_name = 'tool_call'
            THEN concat_ws(' ', t.new_values ->> 'outcome', (t.new_values ->> 'rows') || ' rows', (t.new_values ->> 'duration_ms') || ' ms')
            ELSE coalesce((SELECT string_agg(c.key, ', ' ORDER BY c.key) FROM jsonb_each(t.new_values) c
                            WHERE t.old_values IS NOT NULL AND t.old_values -> c.key IS DISTINCT FROM c.value), '') END AS what
  FROM (SELECT * FROM retail.audit_log ORDER BY created_at DESC, log_id LIMIT $1::integer) t
 ORDER BY t.created_at, t.log_id
