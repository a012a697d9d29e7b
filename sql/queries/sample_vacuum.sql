-- After the sample was loaded: visibility for index-only scans, statistics for plans.
VACUUM (ANALYZE) retail.stores, retail.customers, retail.product_categories, retail.products, retail.promotions,
  retail.inventory, retail.inventory_movements, retail.sales_transactions, retail.sales_transaction_items, retail.sales_by_day
