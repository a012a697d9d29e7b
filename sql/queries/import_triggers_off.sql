-- Import: from here on, and in this transaction alone, no trigger fires: what they check was checked.
SELECT set_config('session_replication_role', 'replica', true)
