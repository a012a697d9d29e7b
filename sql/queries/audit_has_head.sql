-- Whether the chain holds the link whose digest is $1, in hexadecimal.
SELECT EXISTS (SELECT FROM retail_sec.audit_seals s WHERE encode(s.digest, 'hex') = lower($1)) AS found
