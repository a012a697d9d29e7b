-- Export: a steady picture of one store ($1) or of all (NULL).
SELECT set_config('retail.export_store', coalesce($1, ''), true), set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO', true)
