-- Adds the tool calls $1 (a JSON array) to the audit trail; those that are there already are left alone.
SELECT retail.record_tool_calls($1::jsonb)
