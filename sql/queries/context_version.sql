-- How the catalogues of the stores $1 and the models that search them stand, as one text that changes with them.
SELECT string_agg(concat_ws('/', r.store_id, r.revision, m.model, m.revision), ' ' ORDER BY r.store_id) AS version
  FROM retail.catalogue_revisions AS r
  LEFT JOIN retail.embedding_models AS m ON m.store_id = r.store_id AND m.active
 WHERE r.store_id = ANY ($1::text[])
