-- The factor of a service level: how many standard deviations of demand a safety stock must cover.
SET ROLE retail_owner;

-- Quantile of the standard normal distribution by Acklam's rational approximation (relative error
-- below 1.2e-9), rounded to the six digits that answers show. 0 < probability < 1.
CREATE OR REPLACE FUNCTION retail.normal_quantile(probability numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT round((CASE
    WHEN probability < 0.02425 OR probability > 0.97575 THEN
      CASE WHEN probability < 0.5 THEN 1 ELSE -1 END
      * (((((-7.784894002430293e-03 * t.q - 3.223964580411365e-01) * t.q - 2.400758277161838e+00) * t.q
          - 2.549732539343734e+00) * t.q + 4.374664141464968e+00) * t.q + 2.938163982698783e+00)
      / ((((7.784695709041462e-03 * t.q + 3.224671290700398e-01) * t.q + 2.445134137142996e+00) * t.q
          + 3.754408661907416e+00) * t.q + 1)
    ELSE
      (((((-3.969683028665376e+01 * c.r + 2.209460984245205e+02) * c.r - 2.759285104469687e+02) * c.r
          + 1.383577518672690e+02) * c.r - 3.066479806614716e+01) * c.r + 2.506628277459239e+00) * c.q
      / (((((-5.447609879822406e+01 * c.r + 1.615858368580409e+02) * c.r - 1.556989798598866e+02) * c.r
          + 6.680131188771972e+01) * c.r - 1.328068155288572e+01) * c.r + 1)
    END)::numeric, 6)
    FROM (SELECT sqrt(-2 * ln(least(probability, 1 - probability)::double precision)) AS q) AS t,
         (SELECT (probability - 0.5)::double precision AS q, ((probability - 0.5) ^ 2)::double precision AS r) AS c
$$;

REVOKE ALL ON FUNCTION retail.normal_quantile(numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION retail.normal_quantile(numeric) TO mcp_user;
RESET ROLE;
