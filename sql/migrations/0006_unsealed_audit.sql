-- What of the audit trail is yet to be sealed, in the order of sealing: a seal costs what it seals,
-- however much was sealed before it or waits behind it (while no old snapshot keeps dead entries). The
-- index by seal leaves those rows out: of a load that nobody has analysed yet the planner believes that
-- few rows wait, and it would fetch them all to sort them.
SET ROLE retail_owner;
CREATE INDEX idx_audit_log_unsealed ON retail.audit_log (created_at, store_id, log_id) WHERE seal_no IS NULL;
DROP INDEX retail.idx_audit_log_seal;
CREATE INDEX idx_audit_log_seal ON retail.audit_log (seal_no) WHERE seal_no IS NOT NULL;
RESET ROLE;
