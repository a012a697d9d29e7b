-- Ends a run that saw the store $1's texts as of the revision $3: the model $2 answers from now on.
SELECT retail_sec.finish_embedding($1, $2, $3)
