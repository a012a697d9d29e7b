-- Sample data: takes one of its stores out. $1 store_id
SELECT retail_sec.remove_store($1)
