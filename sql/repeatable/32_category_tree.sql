-- The categories in view with their place in the tree. A category's path is its names from the top,
-- joined by ' > '; `ids` and `names` run along it. Runs with the reader's rights: the chain's
-- categories and those of the stores in context.
SET ROLE retail_owner;

CREATE OR REPLACE VIEW retail.category_tree WITH (security_invoker = true) AS
WITH RECURSIVE tree AS (
  SELECT c.category_id, c.category_name, 1 AS depth, c.category_name AS path,
         ARRAY[c.category_id] AS ids, ARRAY[c.category_name] AS names
    FROM retail.product_categories AS c
   WHERE c.parent_category_id IS NULL
  UNION ALL
  SELECT c.category_id, c.category_name, t.depth + 1, t.path || ' > ' || c.category_name,
         t.ids || c.category_id, t.names || c.category_name
    FROM tree AS t
    JOIN retail.product_categories AS c ON c.parent_category_id = t.category_id
   WHERE t.depth < 20
)
SELECT * FROM tree;

COMMENT ON VIEW retail.category_tree IS 'Categories with depth, path ("Home > Lamps"), and the ids and names along the path.';
GRANT SELECT ON retail.category_tree TO mcp_user;
RESET ROLE;
