-- Answers whether the connection works at all.
SELECT 1
