-- Whether the database holds a store at all; for the administrator.
SELECT EXISTS (SELECT FROM retail.stores) AS any_store
