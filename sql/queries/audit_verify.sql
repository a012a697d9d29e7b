-- What is wrong with the sealed trail; no row means nothing is.
SELECT f.seal_no, f.log_id, f.finding FROM retail_sec.verify_audit() f
