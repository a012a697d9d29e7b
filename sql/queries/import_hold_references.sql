-- Import: checks what the lines refer to, and holds it until the end of the transaction.
SELECT retail_sec.hold_references()
