-- Import: whether foreign keys are checked at once and not row by row.
SELECT retail_sec.checks_at_once()
