-- What of the audit trail is yet to be sealed, in the order of sealing: a seal costs what it seals,
-- however much was sealed before it or waits behind it (while no old snapshot keeps dead entries).
SET ROLE retail_owner;
CREATE INDEX idx_audit_log_unsealed ON retail.audit_log (created_at, store_id, log_id) WHERE seal_no IS NULL;
RESET ROLE;
