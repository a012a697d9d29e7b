-- How far the trail is sealed.
SELECT (SELECT count(*) FROM retail.audit_log WHERE seal_no IS NOT NULL) AS sealed,
       (SELECT count(*) FROM retail.audit_log WHERE seal_no IS NULL) AS unsealed,
       (SELECT count(*) FROM retail_sec.audit_seals) AS seals,
       (SELECT encode(digest, 'hex') FROM retail_sec.audit_seals ORDER BY seal_no DESC LIMIT 1) AS head
