"""Many jobs done by many processes: those of this machine (`pool`), or those of a Dask cluster (`cluster`)."""
