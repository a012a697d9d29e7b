-- Whether the planner takes $1 for a runaway.
SELECT retail.is_too_expensive($1::text)
